using MLPipeline.Execution;

namespace MLPipeline.Training;

/// <summary>
/// The batches of a set of images, put into a network one at a time. Which images make a batch depends on (seed, epoch, batch) alone, so that a run can
/// be continued at any of them. Not safe for concurrent use.
/// </summary>
internal sealed class EpochBatches
{
    private readonly ITrainableNetwork _network;
    private readonly TrainingImages _images;
    private readonly TargetRows _targets;
    private readonly int? _shuffleSeed;
    private readonly RowPreparation _rows;
    private readonly int[] _order;
    private readonly int[] _indices;
    private readonly int[] _labels;

    /// <param name="network">What the batches are put into.</param>
    /// <param name="images">The set.</param>
    /// <param name="targets">Writes the rows to be answered.</param>
    /// <param name="shuffleSeed">The seed of the order, for training; null for the set's own order and the sum of the losses, for measuring.</param>
    public EpochBatches(ITrainableNetwork network, TrainingImages images, TargetRows targets, int? shuffleSeed)
    {
        _network = network;
        _images = images;
        _targets = targets;
        _shuffleSeed = shuffleSeed;
        _rows = new RowPreparation(network, images, shuffleSeed ?? 0);
        _order = [.. Enumerable.Range(0, images.Pixels.Count)];
        _indices = new int[network.BatchSize];
        _labels = new int[network.BatchSize];
    }

    /// <summary>Images in the set.</summary>
    public int ImageCount => _order.Length;

    /// <summary>Batches in an epoch; the last one may not be full.</summary>
    public int Count => (_order.Length + _network.BatchSize - 1) / _network.BatchSize;

    /// <summary>The epoch that batches are taken from, from 0.</summary>
    public int Epoch { get; private set; }

    /// <summary>Goes to an epoch.</summary>
    public void Begin(int epoch)
    {
        Epoch = epoch;
        if (_shuffleSeed is { } seed) Order(_order.Length, seed, epoch).CopyTo(_order, 0);
    }

    /// <summary>The order in which an epoch shows so many images.</summary>
    public static int[] Order(int count, int seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(unchecked((int)RandomSeed.Of(seed, RandomUse.Order, epoch))).Shuffle(order);
        return order;
    }

    /// <summary>
    /// Puts a batch into the network. The rows after the images that count have targets of zero; in training they show images of the epoch's start again,
    /// because batch normalisation takes its statistics over all rows.
    /// </summary>
    /// <param name="batch">0 to <see cref="Count"/> - 1.</param>
    /// <returns>The labels of the images that count, valid until the next call.</returns>
    public ReadOnlySpan<int> Load(int batch)
    {
        var counting = Select(batch);
        _rows.Prepare(_indices.AsSpan(0, _shuffleSeed is null ? counting : _indices.Length), Epoch);
        for (var row = 0; row < counting; row++) _labels[row] = _images.Pixels.LabelOf(_indices[row]);
        var labels = _labels.AsSpan(0, counting);
        if (_shuffleSeed is { } seed)
        {
            _targets.Write(labels, _network.Targets);
            _images.Mixing?.Mix(
                _network.Images[..(counting * _network.ImageLength)],
                _network.Targets[..(counting * _network.Classes)],
                RandomSeed.Of(seed, RandomUse.Mixing, Epoch, batch));
        }
        else
        {
            _targets.WriteSum(labels, _network.Targets);
        }

        if (batch + 1 < Count)
        {
            Select(batch + 1);
            _images.Pixels.ReadAhead(_indices);
        }

        return labels;
    }

    private int Select(int batch)
    {
        var first = batch * _network.BatchSize;
        for (var row = 0; row < _indices.Length; row++) _indices[row] = _order[(first + row) % _order.Length];
        return Math.Min(_indices.Length, _order.Length - first);
    }
}
