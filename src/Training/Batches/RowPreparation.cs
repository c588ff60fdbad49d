using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Prepares the rows of a batch on the network's own threads, between its steps, so that no other threads fight the kernels for the cores.</summary>
internal sealed class RowPreparation : ParallelKernel
{
    private readonly ITrainableNetwork _network;
    private readonly TrainingImages _images;
    private readonly int _seed;
    private readonly byte[][] _scratch;
    private readonly int[] _indices;
    private int _count;
    private int _epoch;

    public RowPreparation(ITrainableNetwork network, TrainingImages images, int seed)
    {
        var pixels = images.Pixels;
        _network = network;
        _images = images;
        _seed = seed;
        _indices = new int[network.BatchSize];
        _scratch = [.. Enumerable.Range(0, network.Team.Size).Select(_ => new byte[pixels.Height * pixels.Width * pixels.Channels])];
    }

    public override int PartCount => _count;

    /// <summary>Prepares images into the network's first rows.</summary>
    public void Prepare(ReadOnlySpan<int> indices, int epoch)
    {
        indices.CopyTo(_indices);
        _count = indices.Length;
        _epoch = epoch;
        _network.Team.Run(this);
    }

    public override void Execute(int part, int worker)
    {
        var index = _indices[part];
        var length = _network.ImageLength;
        var pixels = _images.Pixels.Pixels(index, _scratch[worker]);
        _images.Preparation.Prepare(pixels, new ImageOccurrence(_seed, _epoch, index), _network.Images.Slice(part * length, length), worker);
    }
}
