using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLPipeline.Runtime.Winograd;

/// <summary>Patches of 4x4 codes become <c>V = B' d B</c>: sums and differences of four codes without their zero point, at most 1020 in size.</summary>
internal static unsafe class InputTransform
{
    /// <summary>The largest size of a transformed code: four codes of 255.</summary>
    public const int Largest = 4 * byte.MaxValue;

    /// <param name="patch">The first channel of each of the 16 pixels, row by row.</param>
    /// <param name="channels">A multiple of 16.</param>
    /// <param name="zero">The codes' zero point.</param>
    /// <param name="transformed">Where the first position's channels go.</param>
    /// <param name="stride">Numbers from one position to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(byte** patch, int channels, byte zero, short* transformed, long stride)
    {
        var zeros = Vector256.Create((short)zero);
        for (var channel = 0; channel < channels; channel += Vector256<short>.Count)
        {
            Row(patch, channel, zeros, out var a0, out var a1, out var a2, out var a3);
            Row(patch + 4, channel, zeros, out var b0, out var b1, out var b2, out var b3);
            Row(patch + 8, channel, zeros, out var c0, out var c1, out var c2, out var c3);
            var to = transformed + channel;
            Store(to + (4 * stride), stride, b0 + c0, b1 + c1, b2 + c2, b3 + c3);
            Store(to + (8 * stride), stride, c0 - b0, c1 - b1, c2 - b2, c3 - b3);
            Store(to, stride, a0 - c0, a1 - c1, a2 - c2, a3 - c3);
            Row(patch + 12, channel, zeros, out a0, out a1, out a2, out a3);
            Store(to + (12 * stride), stride, b0 - a0, b1 - a1, b2 - a2, b3 - a3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        byte** pixels, int channel, Vector256<short> zeros, out Vector256<short> a, out Vector256<short> b, out Vector256<short> c, out Vector256<short> d)
    {
        a = Avx2.ConvertToVector256Int16(pixels[0] + channel) - zeros;
        b = Avx2.ConvertToVector256Int16(pixels[1] + channel) - zeros;
        c = Avx2.ConvertToVector256Int16(pixels[2] + channel) - zeros;
        d = Avx2.ConvertToVector256Int16(pixels[3] + channel) - zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(short* to, long stride, Vector256<short> a, Vector256<short> b, Vector256<short> c, Vector256<short> d)
    {
        (a - c).Store(to);
        (b + c).Store(to + stride);
        (c - b).Store(to + (2 * stride));
        (b - d).Store(to + (3 * stride));
    }
}
