using System.Text.Json;

namespace MLPipeline.Trainer.Tests;

public sealed class BenchmarkCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Train_TimesEveryStep_AndItsRateIsThatOfTheMedian()
    {
        var file = _folder.File("benchmark.json");
        var run = await TrainerRun.Of("benchmark", "train", "lenet5", "--batch-size", "3", "--steps", "4", "--threads", "1", "--profile", "--json", file);
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("ConvWeightGradient", run.Results, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var times = json.RootElement.GetProperty("stepSeconds").EnumerateArray().Select(time => time.GetDouble()).Order().ToArray();
        Assert.Equal(4, times.Length);
        Assert.Equal(3 / times[2], json.RootElement.GetProperty("imagesPerSecond").GetDouble(), 1e-6);
        Assert.Equal((3, 1), (json.RootElement.GetProperty("batchSize").GetInt32(), json.RootElement.GetProperty("threads").GetInt32()));
    }

    [Fact]
    public async Task Train_WrongNumbersAndNames_AreUsageFaults()
    {
        var run = await TrainerRun.Of("benchmark", "train", "lenet5", "--batch-size", "0", "--steps", "-1");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--batch-size 0", run.Messages, StringComparison.Ordinal);
        Assert.Contains("--steps -1", run.Messages, StringComparison.Ordinal);
        run = await TrainerRun.Of("benchmark", "train", "resnet19");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("resnet18", run.Messages, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
