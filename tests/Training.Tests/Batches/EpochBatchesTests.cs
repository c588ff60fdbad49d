namespace MLPipeline.Training.Tests;

public class EpochBatchesTests
{
    // The pixel of an image is its place, so that it can be found again in the network's input.
    private static readonly MemoryPixels Places = new([.. Enumerable.Range(0, 10).Select(place => (byte)place)], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0], 1, 1, 1, 3);

    private static readonly TrainingImages Images = new() { Pixels = Places, Preparation = new PixelNormalizer(1, 1, [0], [1 / 255f]) };

    [Fact]
    public void Training_ShowsEveryImageOncePerEpoch_AndFillsTheLastBatchWithImagesThatCountNothing()
    {
        using var network = new TwoLayerNetwork(batchSize: 4, imageLength: 1, hidden: 2, classes: 3);
        var batches = new EpochBatches(network, Images, new TargetRows(3), shuffleSeed: 7);
        Assert.Equal(3, batches.Count);
        batches.Begin(5);
        var shown = new List<int>();
        var first = new List<int>();
        for (var batch = 0; batch < 3; batch++)
        {
            var labels = batches.Load(batch);
            Assert.Equal(batch == 2 ? 2 : 4, labels.Length);
            int[] places = [.. network.Images.ToArray().Select(pixel => (int)MathF.Round(pixel))];
            if (batch == 0) first.AddRange(places);
            shown.AddRange(places[..labels.Length]);
            for (var row = 0; row < labels.Length; row++)
            {
                Assert.Equal(places[row] % 3, labels[row]);
                Assert.Equal(1f / labels.Length, network.Targets[(row * 3) + labels[row]]); // the mean over what counts
            }

            if (batch < 2) continue;
            Assert.Equal(first[..2], places[2..]); // the epoch's first images again, for the statistics
            Assert.All(network.Targets[6..].ToArray(), zero => Assert.Equal(0, zero));
        }

        Assert.Equal(Enumerable.Range(0, 10), shown.Order());
        Assert.NotEqual(Enumerable.Range(0, 10), shown);
    }

    [Fact]
    public void Order_DependsOnSeedAndEpochAlone()
    {
        using var network = new TwoLayerNetwork(batchSize: 10, imageLength: 1, hidden: 2, classes: 3);
        var batches = new EpochBatches(network, Images, new TargetRows(3), shuffleSeed: 7);
        var orders = new List<float[]>();
        foreach (var epoch in (int[])[0, 1, 0]) orders.Add(Shown(batches, epoch));
        orders.Add(Shown(new EpochBatches(network, Images, new TargetRows(3), shuffleSeed: 8), 0));
        Assert.NotEqual(orders[0], orders[1]);
        Assert.Equal(orders[0], orders[2]);
        Assert.NotEqual(orders[0], orders[3]);

        float[] Shown(EpochBatches from, int epoch)
        {
            from.Begin(epoch);
            from.Load(0);
            return network.Images.ToArray();
        }
    }

    [Fact]
    public void SmallSets_FillABatchSeveralTimes()
    {
        using var network = new TwoLayerNetwork(batchSize: 25, imageLength: 1, hidden: 2, classes: 3);
        var batches = new EpochBatches(network, Images, new TargetRows(3), shuffleSeed: 1);
        batches.Begin(0);
        Assert.Equal(10, batches.Load(0).Length);
        Assert.Equal(network.Images[..10].ToArray(), network.Images[10..20].ToArray());
    }

    [Fact]
    public void Measuring_KeepsTheOrder_AndSumsTheLosses()
    {
        using var network = new TwoLayerNetwork(batchSize: 8, imageLength: 1, hidden: 2, classes: 3);
        var batches = new EpochBatches(network, Images, new TargetRows(3), shuffleSeed: null);
        batches.Load(0);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], network.Images.ToArray().Select(pixel => MathF.Round(pixel)));
        Assert.Equal([2, 0], batches.Load(1).ToArray());
        Assert.Equal([8, 9], network.Images[..2].ToArray().Select(pixel => MathF.Round(pixel)));
        Assert.Equal(2, network.Targets.ToArray().Sum());
    }

    [Fact]
    public void NextBatch_IsAnnounced_ButNothingAfterTheLast()
    {
        var pixels = MemoryPixels.Bars(5, seed: 1);
        using var network = new TwoLayerNetwork(batchSize: 2, imageLength: 36, hidden: 2, classes: 3);
        var batches = new EpochBatches(network, new TrainingImages { Pixels = pixels, Preparation = new JitteredPixels(36) }, new TargetRows(3), shuffleSeed: null);
        for (var batch = 0; batch < 3; batch++) batches.Load(batch);
        Assert.Equal([[2, 3], [4, 0]], pixels.Announced);
    }
}
