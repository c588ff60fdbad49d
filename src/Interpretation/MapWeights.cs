namespace MLPipeline.Interpretation;

/// <summary>Weighs the channels of a map for a class. Not safe for concurrent use.</summary>
internal abstract class MapWeights : IDisposable
{
    /// <summary>One weight per channel.</summary>
    /// <param name="map"><c>[C, H, W]</c>, one image's.</param>
    /// <param name="classIndex">The class.</param>
    public abstract ReadOnlySpan<float> For(ReadOnlySpan<float> map, int classIndex);

    public abstract void Dispose();
}

/// <summary>The weights of the dense layer, the same for every image.</summary>
/// <param name="weights"><c>[K, C]</c>.</param>
/// <param name="channels">C.</param>
internal sealed class DenseMapWeights(float[] weights, int channels) : MapWeights
{
    public override ReadOnlySpan<float> For(ReadOnlySpan<float> map, int classIndex) => weights.AsSpan(classIndex * channels, channels);

    public override void Dispose()
    {
    }
}
