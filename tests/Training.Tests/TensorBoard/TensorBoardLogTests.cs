using System.Text;

namespace MLPipeline.Training.Tests;

public class TensorBoardLogTests
{
    [Fact]
    public void Checksum_IsThatOfRfc3720()
    {
        // RFC 3720, appendix B.4: 32 zeros, 32 ones, and the usual check value of "123456789".
        Assert.Equal(0x8A91_36AAu, EventFileReader.Crc32C(new byte[32]));
        Assert.Equal(0xE306_9283u, EventFileReader.Crc32C("123456789"u8));
        foreach (var length in (int[])[0, 1, 7, 8, 9, 33])
        {
            var data = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog")[..length];
            Assert.Equal(EventFileReader.Masked(data), MaskedCrc32C.Of(data));
        }
    }

    [Fact]
    public void Run_IsReadBack_WithEveryEpochOnce_AlsoWhenItWasContinued()
    {
        using var folder = new TemporaryFolder();
        var checkpoints = new CheckpointOptions { Network = "two layers", Path = folder.File("run.checkpoint") };
        using var first = BarsRun.Network();
        using var second = BarsRun.Network();
        using var cancellation = new CancellationTokenSource();
        Run(first, folder.Path, checkpoints, happened =>
        {
            if (happened is NetworkTrainingEvent.EpochDone { Figures.Epoch: 2 }) cancellation.Cancel();
        }, cancellation.Token);
        var file = Path.Combine(folder.Path, TensorBoardLog.FileName);
        Assert.Equal(4, EventFileReader.Read(file).Count); // the version and three epochs
        var history = Run(second, folder.Path, checkpoints with { Resume = true }, _ => { });

        var entries = EventFileReader.Read(file);
        Assert.Equal(("brain.Event:2", 0), (entries[0].Version, entries[0].Scalars.Count));
        Assert.Equal([1, 2, 3, 4, 5, 6], entries.Skip(1).Select(entry => entry.Step));
        Assert.Equal(entries.Select(entry => entry.WallTime).Order(), entries.Select(entry => entry.WallTime));
        foreach (var (epoch, entry) in history.Zip(entries.Skip(1)))
        {
            var scalars = entry.Scalars.ToDictionary(scalar => scalar.Tag, scalar => scalar.Value);
            Assert.Equal(epoch.FinishedAt.ToUnixTimeMilliseconds() / 1000.0, entry.WallTime, 0.01);
            Assert.Equal((float)epoch.Train.Loss, scalars["train/loss"]);
            Assert.Equal((float)epoch.Train.Accuracy, scalars["train/accuracy"]);
            Assert.Equal((float)epoch.Validation!.Value.Loss, scalars["validation/loss"]);
            Assert.Equal((float)epoch.Validation!.Value.Accuracy, scalars["validation/accuracy"]);
            Assert.Equal((float)epoch.LearningRate, scalars["schedule/learning rate"]);
            Assert.Equal((float)epoch.Momentum, scalars["schedule/momentum"]);
            Assert.Equal((float)epoch.ClassAccuracies[1], scalars["class accuracy/Größe"]);
            Assert.Equal(12, scalars.Count);
        }
    }

    private static IReadOnlyList<NetworkEpoch> Run(
        TwoLayerNetwork network,
        string folder,
        CheckpointOptions checkpoints,
        Action<NetworkTrainingEvent> onEvent,
        CancellationToken endAfterEpoch = default)
    {
        using var log = new TensorBoardLog(folder, ["left", "Größe", "right"]);
        return new NetworkTrainer(BarsRun.Options).Train(network, BarsRun.Train, BarsRun.Validation, checkpoints, happened =>
        {
            log.Add(happened);
            onEvent(happened);
        }, endAfterEpoch: endAfterEpoch).History;
    }
}
