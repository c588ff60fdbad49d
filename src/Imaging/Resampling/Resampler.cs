using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MLPipeline.Imaging.Resampling;

/// <summary>
/// Resizes rows as they come. For each row of the result the source rows under its filter are blended first (contiguous, so at full vector width), in float; that one row is then
/// filtered along x. Nothing is rounded between the two passes, and no intermediate picture exists.
/// </summary>
internal static unsafe class Resampler
{
    private const int Channels = 3;

    /// <summary>Fills the whole of <paramref name="destination"/>, <c>[rule.Height, rule.Width, 3]</c>.</summary>
    /// <param name="source">The upright pixels, whole or reduced already (by a decoder's shrink-on-load).</param>
    /// <param name="placement">Where what part of it goes.</param>
    /// <param name="rule">What <paramref name="placement"/> was computed from.</param>
    /// <param name="destination">At least 3 x rule.Width x rule.Height bytes.</param>
    public static void Resize<TRows>(ref TRows source, in Placement placement, ResizeRule rule, Span<byte> destination)
        where TRows : IRowSource, allows ref struct
    {
        if (placement.Width < rule.Width || placement.Height < rule.Height)
            Fill(destination[..(Channels * rule.Width * rule.Height)], rule.PadColour);

        using var horizontal = FilterWeights.For(source.Width, placement.SourceWidth, placement.ScaledWidth, placement.Left, placement.Width);
        using var vertical = FilterWeights.For(source.Height, placement.SourceHeight, placement.ScaledHeight, placement.Top, placement.Height);

        // Only the columns under the window are blended.
        var firstColumn = horizontal.Starts[0];
        var endColumn = horizontal.Starts[placement.Width - 1] + horizontal.Counts[placement.Width - 1];
        var columns = Channels * (endColumn - firstColumn);
        var blended = ArrayPool<float>.Shared.Rent(columns + 1); // filtering along x reads four floats for each pixel of three
        blended[columns] = 0;
        fixed (float* row = blended)
        fixed (byte* result = destination)
        {
            for (var y = 0; y < placement.Height; y++)
            {
                var start = vertical.Starts[y];
                var count = vertical.Counts[y];
                var rows = source.Rows(start, start + count) + (Channels * firstColumn);
                Blend(rows, (nint)Channels * source.Width, vertical.Weights.AsSpan(y * vertical.Taps, count), row, columns);
                var target = result + (Channels * (((nint)(placement.Y + y) * rule.Width) + placement.X));
                FilterRow(row, firstColumn, horizontal, target, placement.Width);
            }
        }

        ArrayPool<float>.Shared.Return(blended);
    }

    private static void Blend(byte* rows, nint stride, ReadOnlySpan<float> weights, float* result, int count)
    {
        var i = 0;
        for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var pixel = rows + i;
            foreach (var weight in weights)
            {
                var (low, high) = Vector256.Widen(Vector256.Load(pixel));
                var (first, second) = Vector256.Widen(low);
                var (third, fourth) = Vector256.Widen(high);
                var factor = Vector256.Create(weight);
                a += Vector256.ConvertToSingle(first.AsInt32()) * factor;
                b += Vector256.ConvertToSingle(second.AsInt32()) * factor;
                c += Vector256.ConvertToSingle(third.AsInt32()) * factor;
                d += Vector256.ConvertToSingle(fourth.AsInt32()) * factor;
                pixel += stride;
            }

            a.Store(result + i);
            b.Store(result + i + 8);
            c.Store(result + i + 16);
            d.Store(result + i + 24);
        }

        for (; i < count; i++)
        {
            var sum = 0f;
            for (var k = 0; k < weights.Length; k++)
                sum += rows[i + (k * stride)] * weights[k];
            result[i] = sum;
        }
    }

    private static void FilterRow(float* row, int firstColumn, in FilterWeights filter, byte* result, int count)
    {
        fixed (float* allWeights = filter.Weights)
        {
            var weights = allWeights;
            for (var x = 0; x < count; x++)
            {
                var pixel = row + (Channels * (filter.Starts[x] - firstColumn));
                var taps = filter.Counts[x];
                var sum = Vector128.Create(0.5f); // rounds to nearest when the fraction is cut off
                for (var k = 0; k < taps; k++)
                    sum += Vector128.Load(pixel + (Channels * k)) * weights[k];
                weights += filter.Taps;

                // Weights are not negative and sum to one: 0.5 <= sum < 256, no clamping.
                var bytes = Vector128.Shuffle(Vector128.ConvertToInt32Native(sum).AsByte(), Vector128.Create((byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));
                var packed = bytes.AsUInt32().ToScalar();
                Unsafe.WriteUnaligned(result, (ushort)packed);
                result[2] = (byte)(packed >> 16);
                result += Channels;
            }
        }
    }

    private static void Fill(Span<byte> pixels, Rgb colour)
    {
        for (var i = 0; i < pixels.Length; i += Channels)
        {
            pixels[i] = colour.R;
            pixels[i + 1] = colour.G;
            pixels[i + 2] = colour.B;
        }
    }
}
