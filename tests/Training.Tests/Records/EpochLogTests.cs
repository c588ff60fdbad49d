using System.Text.Json;

namespace MLPipeline.Training.Tests;

public class EpochLogTests
{
    private static readonly string[] Classes = ["left", "mid, \"dle\"", "right"];

    [Fact]
    public void Csv_HasEveryFigureOfAnEpoch_AndEmptyFieldsWhereThereIsNone()
    {
        var epoch = new NetworkEpoch(0, 5, new SetMetrics(0.25, 1.5), null, [0.5, double.NaN, 1], 0.1, IsBest: true)
        {
            Momentum = 0.9,
            Duration = TimeSpan.FromSeconds(2.5),
            ImagesPerSecond = 40,
            ResidentBytes = 3_000_000_000,
        };
        var measured = epoch with { Epoch = 1, Validation = new SetMetrics(0.75, 0.1), IsBest = false };
        Assert.Equal(
            "epoch,trainLoss,trainAccuracy,validationLoss,validationAccuracy,learningRate,momentum,"
            + "seconds,imagesPerSecond,residentBytes,best,accuracy:left,\"accuracy:mid, \"\"dle\"\"\",accuracy:right\n"
            + "1,1.5,0.25,,,0.1,0.9,2.5,40,3000000000,true,0.5,,1\n"
            + "2,1.5,0.25,0.1,0.75,0.1,0.9,2.5,40,3000000000,false,0.5,,1\n",
            EpochTable.ToCsv(Classes, [epoch, measured]));
    }

    [Theory]
    [InlineData(1)] // before the first epoch is done
    [InlineData(5)] // after one, of 5 steps each
    [InlineData(13)] // within the third
    public void RunThatWasInterruptedAndResumed_HasEveryEpochOnce_InBothFormats(int steps)
    {
        using var folder = new TemporaryFolder();
        var (csv, json) = (folder.File("log.csv"), folder.File("log.jsonl"));
        var checkpoints = new CheckpointOptions { Network = "two layers", Path = folder.File("run.checkpoint"), Interval = null };
        using (var network = BarsRun.Network())
        using (var cancellation = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => Run(network, checkpoints, csv, json, happened =>
            {
                if (happened is NetworkTrainingEvent.StepDone && --steps == 0) cancellation.Cancel();
                cancellation.Token.ThrowIfCancellationRequested(); // as a killed process: nothing after it happens
            }));
        }

        // What the process had begun to write when it was killed.
        File.AppendAllText(csv, "3,0.1,0.5,,");
        File.AppendAllText(json, "{\"epoch\": 3");
        using var resumed = BarsRun.Network();
        var history = Run(resumed, checkpoints with { Resume = true }, csv, json, _ => { });
        var rows = File.ReadAllLines(csv);
        Assert.Equal(EpochTable.ToCsv(["0", "1", "2"], history), File.ReadAllText(csv));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], rows.Skip(1).Select(row => row.Split(',')[0]));
        var lines = File.ReadAllLines(json).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(history.Select(epoch => epoch.Train.Loss), lines.Select(line => line.GetProperty("trainLoss").GetDouble()));
        var ofClass = lines.Select(line => line.GetProperty("classAccuracies").GetProperty("2").GetDouble());
        Assert.Equal(history.Select(epoch => epoch.ClassAccuracies[2]), ofClass);
        Assert.Equal(history.Select(epoch => epoch.IsBest), lines.Select(line => line.GetProperty("best").GetBoolean()));
    }

    [Fact]
    public void Epochs_KnowTheirMomentum_Time_Speed_Memory_AndAnswers()
    {
        using var folder = new TemporaryFolder();
        using var network = BarsRun.Network();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var history = Run(network, null, folder.File("log.csv"), folder.File("log.jsonl"), _ => { });
        var elapsed = watch.Elapsed;
        Assert.Equal(6, history.Count);
        Assert.All(history, epoch =>
        {
            Assert.InRange(epoch.Momentum, 0.85, 0.95); // what the one-cycle schedule moves it between
            Assert.True(epoch.ImagesPerSecond > 0 && epoch.Duration > TimeSpan.Zero);
            Assert.InRange(epoch.ResidentBytes, 10_000_000, 100_000_000_000);
            Assert.Equal(31, epoch.Answers.Sum()); // validation images
            Assert.True(epoch.HighestBatchLoss >= epoch.Train.Loss * 0.9); // the last batch, which is not full, may be higher
        });
        Assert.True(history.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Duration) <= elapsed);
        Assert.Equal(history.Select(epoch => epoch.FinishedAt).Order(), history.Select(epoch => epoch.FinishedAt));
    }

    [Fact]
    public void OtherExtensions_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new EpochLog("log.txt", Classes));
        Assert.Contains(".csv or .jsonl", error.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<NetworkEpoch> Run(
        TwoLayerNetwork network, CheckpointOptions? checkpoints, string csv, string json, Action<NetworkTrainingEvent> onEvent)
    {
        using var table = new EpochLog(csv, ["0", "1", "2"]);
        using var lines = new EpochLog(json, ["0", "1", "2"]);
        return new NetworkTrainer(BarsRun.Options).Train(network, BarsRun.Train, BarsRun.Validation, checkpoints, happened =>
        {
            table.Add(happened);
            lines.Add(happened);
            onEvent(happened);
        }).History;
    }
}
