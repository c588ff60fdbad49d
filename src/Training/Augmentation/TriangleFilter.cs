namespace MLPipeline.Training;

/// <summary>
/// The antialiased bilinear filter along one axis: result i is the sum over k &lt; <see cref="Taps"/> of Weights[i · Taps + k] · source[Starts[i] + k].
/// The triangle is one source pixel wide on each side when enlarging and as wide as a result when reducing (Pillow's <c>BILINEAR</c>,
/// torchvision's <c>antialias=True</c>); weights add up to 1, at the borders too.
/// </summary>
internal readonly ref struct TriangleFilter
{
    private TriangleFilter(Span<float> weights, Span<int> starts, int taps)
    {
        Weights = weights;
        Starts = starts;
        Taps = taps;
    }

    public ReadOnlySpan<float> Weights { get; }

    public ReadOnlySpan<int> Starts { get; }

    public int Taps { get; }

    /// <summary>The most source pixels that one result depends on.</summary>
    public static int Reach(int source, int length) => Math.Min(source, (2 * (int)Math.Ceiling(Support(source, length))) + 1);

    /// <param name="source">Pixels there are.</param>
    /// <param name="weights">As long as the results times <see cref="Reach"/>.</param>
    /// <param name="starts">As long as the results.</param>
    public static TriangleFilter Fill(int source, Span<float> weights, Span<int> starts)
    {
        var taps = Reach(source, starts.Length);
        var (scale, support) = ((double)source / starts.Length, Support(source, starts.Length));
        for (var i = 0; i < starts.Length; i++)
        {
            var center = (i + 0.5) * scale;
            starts[i] = Math.Clamp((int)(center - support + 0.5), 0, source - taps);
            var row = weights.Slice(i * taps, taps);
            var sum = 0.0;
            for (var k = 0; k < taps; k++)
            {
                row[k] = (float)Math.Max(0, 1 - (Math.Abs(starts[i] + k + 0.5 - center) / support));
                sum += row[k];
            }

            for (var k = 0; k < taps; k++)
            {
                row[k] = (float)(row[k] / sum);
            }
        }

        return new(weights, starts, taps);
    }

    private static double Support(int source, int length) => Math.Max((double)source / length, 1);
}
