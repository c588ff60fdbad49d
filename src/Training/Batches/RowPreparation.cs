using System.Runtime.ExceptionServices;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Prepares the rows of a batch on the network's own threads, between its steps, so that no other threads fight the kernels for the cores.</summary>
internal sealed class RowPreparation : ParallelKernel
{
    private readonly ITrainableNetwork _network;
    private readonly IPixelSource _pixels;
    private readonly ImageAugmenter[] _augmenters;
    private readonly byte[][] _scratch;
    private readonly int[] _indices;
    private int _count;
    private int _epoch;

    public RowPreparation(ITrainableNetwork network, TrainingImages images, int seed)
    {
        _network = network;
        _pixels = images.Pixels;
        _indices = new int[network.BatchSize];
        var workers = Enumerable.Range(0, network.Team.Size);
        _scratch = [.. workers.Select(_ => new byte[_pixels.Height * _pixels.Width * _pixels.Channels])];
        _augmenters = [.. workers.Select(_ => new ImageAugmenter(images.Augmentation, images.InputHeight, images.InputWidth, images.Mean, images.Deviation, seed))];
    }

    public override int PartCount => _count;

    /// <summary>Prepares images into the network's first rows.</summary>
    public void Prepare(ReadOnlySpan<int> indices, int epoch)
    {
        indices.CopyTo(_indices);
        _count = indices.Length;
        _epoch = epoch;
        try
        {
            _network.Team.Run(this);
        }
        catch (AggregateException error) when (error.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner); // such as a file that can no longer be read: one reason, not a bundle
        }
    }

    public override void Execute(int part, int worker)
    {
        var index = _indices[part];
        var length = _network.ImageLength;
        var pixels = _pixels.Pixels(index, _scratch[worker]);
        _augmenters[worker].Apply(pixels, _pixels.Height, _pixels.Width, _epoch, index, _network.Images.Slice(part * length, length));
    }
}
