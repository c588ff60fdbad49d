using System.Runtime.CompilerServices;

namespace MLPipeline.Runtime.Winograd;

/// <summary>
/// 3x3 filters for tiles of 2x2 results: <c>U = G g G'</c> (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015)
/// with G doubled, so that whole numbers stay whole: results come out four times too large.
/// </summary>
internal static unsafe class FilterTransform
{
    /// <summary>Positions of a transformed tile, 4x4.</summary>
    public const int Positions = 16;

    /// <summary>Output channels whose filters lie together: two vectors of 32-bit sums.</summary>
    public const int Panel = 16;

    /// <summary>The largest size of a transformed weight: nine weights of -128.</summary>
    public const int Largest = 9 * 128;

    /// <summary>
    /// Transforms filters <c>[M, C, 3, 3]</c> to <c>[M / 16, 16 positions, C / 2, 16 channels, 2]</c>: what one step of
    /// <see cref="PairProducts"/> multiplies lies together.
    /// </summary>
    /// <param name="filters">Signed weights with a zero point of 0.</param>
    /// <param name="outputs">M, a multiple of 16.</param>
    /// <param name="inputs">C, a multiple of 16.</param>
    /// <param name="transformed">Room for 16 x M x C numbers.</param>
    public static void Apply(ReadOnlySpan<sbyte> filters, int outputs, int inputs, short* transformed)
    {
        // What lies together in the result is put together first: written one by one, the 16 positions would fall on the same lines of the cache.
        var pairs = stackalloc short[Positions * 2 * Panel];
        fixed (sbyte* first = filters)
        {
            for (var panel = 0; panel < outputs; panel += Panel)
            {
                var to = transformed + ((long)panel * Positions * inputs);
                for (var input = 0; input < inputs; input += 2, to += 2 * Panel)
                {
                    for (var lane = 0; lane < 2 * Panel; lane++)
                    {
                        Transform(first + (((((long)panel + (lane / 2)) * inputs) + input + (lane % 2)) * 9), pairs + lane);
                    }

                    for (var position = 0; position < Positions; position++)
                    {
                        new ReadOnlySpan<short>(pairs + (position * 2 * Panel), 2 * Panel)
                            .CopyTo(new Span<short>(to + ((long)position * inputs * Panel), 2 * Panel));
                    }
                }
            }
        }
    }

    /// <summary>One filter, its 16 numbers 32 apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a model's loading waits for it
    private static void Transform(sbyte* filter, short* to)
    {
        var rows = stackalloc int[12];
        for (var column = 0; column < 3; column++)
        {
            int a = filter[column], b = filter[3 + column], c = filter[6 + column];
            rows[column] = 2 * a;
            rows[3 + column] = a + b + c;
            rows[6 + column] = a - b + c;
            rows[9 + column] = 2 * c;
        }

        for (var row = rows; row < rows + 12; row += 3, to += 4 * 2 * Panel)
        {
            int a = row[0], b = row[1], c = row[2];
            to[0] = (short)(2 * a);
            to[2 * Panel] = (short)(a + b + c);
            to[4 * Panel] = (short)(a - b + c);
            to[6 * Panel] = (short)(2 * c);
        }
    }
}
