namespace MLPipeline.Kernels.Tests;

/// <summary>Compares float32 results with a reference in double precision.</summary>
internal static class Closeness
{
    /// <summary>The largest difference, in units of the root mean square of the reference.</summary>
    public static double RelativeError(IReadOnlyList<double> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = Math.Sqrt(expected.Sum(value => value * value) / expected.Count);
        var largest = expected.Zip(actual, (wanted, got) => float.IsFinite(got) ? Math.Abs(wanted - got) : double.PositiveInfinity).Max();
        return largest / Math.Max(scale, 1e-30);
    }
}
