using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Normalization;

namespace MLPipeline.Kernels.Tests;

/// <summary>The numbers per channel that a batch normalisation reads and writes.</summary>
internal sealed unsafe class ChannelVectors : IDisposable
{
    private readonly int _channels;
    private readonly int _stride;
    private readonly AlignedMemory _memory;

    public ChannelVectors(int channels)
    {
        _channels = channels;
        _stride = (channels + 15) / 16 * 16;
        _memory = new AlignedMemory(10 * _stride);
        var random = new Random(9);
        foreach (var (vector, low, high) in new[] { (0, 0.5, 1.5), (1, -0.5, 0.5), (2, -1.0, 1.0), (3, 0.5, 2.0) })
        {
            for (var c = 0; c < channels; c++) At(vector)[c] = (float)(low + ((high - low) * random.NextDouble()));
        }
    }

    public float[] Scale => Read(0);

    public float[] Bias => Read(1);

    public float[] RunningMean => Read(2);

    public float[] RunningVariance => Read(3);

    public float[] ScaleGradient => Read(6);

    public float[] BiasGradient => Read(7);

    /// <summary>For what is written and not looked at.</summary>
    public float* Unused => At(8);

    public void Bind(BatchNormalizationForward kernel)
    {
        kernel.Scale = At(0);
        kernel.Bias = At(1);
        kernel.RunningMean = At(2);
        kernel.RunningVariance = At(3);
        kernel.SavedMean = At(4);
        kernel.SavedInverseDeviation = At(5);
    }

    public void Bind(BatchNormalizationBackward kernel)
    {
        kernel.Scale = At(0);
        kernel.SavedMean = At(4);
        kernel.SavedInverseDeviation = At(5);
        kernel.ScaleGradient = At(6);
        kernel.BiasGradient = At(7);
    }

    public void Bind(ChannelAffine kernel)
    {
        kernel.Scale = At(0);
        kernel.Bias = At(1);
        kernel.Mean = At(2);
        kernel.Variance = At(3);
    }

    public void Dispose() => _memory.Dispose();

    private float* At(int vector) => _memory.Start + (vector * _stride);

    private float[] Read(int vector) => new Span<float>(At(vector), _channels).ToArray();
}
