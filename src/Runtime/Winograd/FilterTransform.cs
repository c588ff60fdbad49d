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
        Span<int> rows = stackalloc int[12];
        for (var output = 0; output < outputs; output++)
        {
            var panel = transformed + ((long)(output / Panel) * Positions * inputs * Panel);
            for (var input = 0; input < inputs; input++)
            {
                var filter = filters.Slice(((output * inputs) + input) * 9, 9);
                for (var column = 0; column < 3; column++)
                {
                    Combine(filter[column], filter[3 + column], filter[6 + column], out rows[column], out rows[3 + column], out rows[6 + column], out rows[9 + column]);
                }

                var place = ((input / 2) * 2 * Panel) + (output % Panel * 2) + (input % 2);
                for (var row = 0; row < 4; row++)
                {
                    Combine(rows[row * 3], rows[(row * 3) + 1], rows[(row * 3) + 2], out var first, out var second, out var third, out var fourth);
                    Put(row * 4, first);
                    Put((row * 4) + 1, second);
                    Put((row * 4) + 2, third);
                    Put((row * 4) + 3, fourth);
                }

                void Put(int position, int value) => panel[((long)position * inputs * Panel) + place] = (short)value;
            }
        }
    }

    private static void Combine(int a, int b, int c, out int first, out int second, out int third, out int fourth)
    {
        first = 2 * a;
        second = a + b + c;
        third = a - b + c;
        fourth = 2 * c;
    }
}
