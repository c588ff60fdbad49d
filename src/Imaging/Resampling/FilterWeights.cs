using System.Buffers;

namespace MLPipeline.Imaging.Resampling;

/// <summary>
/// The antialiased bilinear filter along one axis: result i is the sum over k &lt; Counts[i] of Weights[i x Taps + k] x source[Starts[i] + k].
/// The triangle is one source pixel wide on each side when enlarging and grows with the scale when reducing; weights are normalised at the borders. This is the
/// definition of Pillow's <c>BILINEAR</c> and of torchvision's <c>antialias=True</c>. Arrays are pooled.
/// </summary>
internal readonly struct FilterWeights : IDisposable
{
    private FilterWeights(int length, int taps)
    {
        Taps = taps;
        Starts = ArrayPool<int>.Shared.Rent(length);
        Counts = ArrayPool<int>.Shared.Rent(length);
        Weights = ArrayPool<float>.Shared.Rent(checked(length * taps));
    }

    public int Taps { get; }

    public int[] Starts { get; }

    public int[] Counts { get; }

    public float[] Weights { get; }

    /// <summary>
    /// The weights of the results [<paramref name="offset"/>, offset + <paramref name="length"/>) of a line of <paramref name="source"/> pixels, of which <paramref name="extent"/> are
    /// the picture, scaled to <paramref name="scaled"/>.
    /// </summary>
    public static FilterWeights For(int source, double extent, long scaled, long offset, int length)
    {
        var scale = extent / scaled;
        var support = Math.Max(scale, 1.0);
        var filter = new FilterWeights(length, Reach(source, scaled));
        for (var i = 0; i < length; i++)
        {
            var center = (offset + i + 0.5) * scale;
            var start = Math.Clamp((int)(center - support + 0.5), 0, source - 1);
            var end = Math.Clamp((int)(center + support + 0.5), start + 1, source);
            var weights = filter.Weights.AsSpan(i * filter.Taps, end - start);
            Fill(weights, start - center, support);
            filter.Starts[i] = start;
            filter.Counts[i] = end - start;
        }

        return filter;
    }

    /// <summary>The most source pixels that one result depends on.</summary>
    public static int Reach(int source, long scaled) => (int)Math.Min(source, (2 * (long)Math.Ceiling(Math.Max((double)source / scaled, 1.0))) + 1);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(Starts);
        ArrayPool<int>.Shared.Return(Counts);
        ArrayPool<float>.Shared.Return(Weights);
    }

    private static void Fill(Span<float> weights, double distance, double support)
    {
        var sum = 0.0;
        for (var k = 0; k < weights.Length; k++)
            sum += Triangle((distance + k + 0.5) / support);
        for (var k = 0; k < weights.Length; k++)
            weights[k] = sum > 0 ? (float)(Triangle((distance + k + 0.5) / support) / sum) : 1f / weights.Length;
    }

    private static double Triangle(double x) => Math.Max(0.0, 1.0 - Math.Abs(x));
}
