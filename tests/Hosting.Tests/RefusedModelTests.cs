using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace MLPipeline.Hosting.Tests;

public sealed class RefusedModelTests : IDisposable
{
    private static readonly SmallModel Old = new(1) { Features = true };
    private static readonly SmallModel Good = new(2) { Features = true };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> BadFiles() => new()
    {
        { "no network", "<!DOCTYPE html>"u8.ToArray(), "cannot be loaded as an ONNX network" },
        { "cut off", Good.ToBytes()[..^40], "cannot be loaded as an ONNX network" },
        { "half", Good.ToBytes()[..(Good.ToBytes().Length / 2)], "cannot be loaded as an ONNX network" },
        { "other classes", (Good with { Labels = ["daisy", "rose", "iris"] }).ToBytes(), "missing: 'tulip'; new: 'iris'" },
        { "one class more", (Good with { Labels = ["daisy", "rose", "tulip", "iris"] }).ToBytes(), "in service: new: 'iris'" },
        { "another order", (Good with { Labels = ["rose", "daisy", "tulip"] }).ToBytes(), "the same in another order" },
        { "no features", (Good with { Features = false }).ToBytes(), "no feature output, the model in service has 'features'" },
        { "no probabilities", (Good with { Softmax = false }).ToBytes(), "a test image are no probabilities: they sum to 7.2963." },
        // Σ sin(3v + k) for k = 0, 1, 2 is sin(3v + 1)·(1 + 2 cos 1): 1.0003 for this v, with a least of -0.4781
        { "negative", (Good with { Version = 11415, Softmax = false, Weight = 0 }).ToBytes(), "no probabilities: the least is -0.4781." },
        { "not finite", (Good with { Weight = float.NaN }).ToBytes(), "scores are no finite numbers" },
        { "too long", new byte[20_001], "has 20,001 bytes; at most 20,000 are accepted (MaxModelBytes)" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task BadFile_LeavesTheOldModelAndSaysWhyOnce(string kind, byte[] bad, string reason)
    {
        var path = _folder.Write("model.onnx", Old.ToBytes());
        await using var running = await RunningPool.StartAsync(
            models => models.FromFile(path), RunningPool.Options with { MaxModelBytes = 20_000 });

        File.Move(_folder.Write("bad.onnx", bad), path, overwrite: true); // a half-written one would be told of too
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure?.Reason.Contains(reason, StringComparison.Ordinal) == true,
            () => $"{kind}: {running.Pool.GetModel().Failure}");
        var error = await Record.ExceptionAsync(() => running.Pool.ReloadAsync());
        Assert.Contains(reason, error?.Message, StringComparison.Ordinal);
        Assert.Equal(Old.Hash(), running.Pool.GetModel().Version);
        Assert.Equal(Old.Scores(), running.Pool.Predict(SmallModel.Png).Scores.ToArray());
        Assert.Equal(HealthStatus.Degraded, (await running.HealthAsync()).Status);
        var warning = Assert.Single(
            running.Log.Of(LogLevel.Warning), line => line.StartsWith($"Model (unnamed) from {path} ", StringComparison.Ordinal));
        Assert.Contains(reason, warning, StringComparison.Ordinal);
        Assert.True(running.Sum("mlpipeline.model.swap.failures") >= 2);
        Assert.Equal(1, running.Sum("mlpipeline.engines"));

        File.WriteAllBytes(path, Good.ToBytes());
        await Eventually.ServesAsync(running.Pool, Good);
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure is null);
        Assert.Equal(HealthStatus.Healthy, (await running.HealthAsync()).Status);
    }

    [Fact]
    public async Task DeletedFile_IsAFailureUntilItIsThereAgain()
    {
        var path = _folder.Write("model.onnx", Old.ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path));
        File.Delete(path);
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure?.Reason == $"There is no file '{path}'.");
        Assert.Equal(Old.Scores(), running.Pool.Predict(SmallModel.Png).Scores.ToArray());

        File.WriteAllBytes(path, Old.ToBytes());
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure is null);
        Assert.Equal(0, running.Sum("mlpipeline.model.swaps")); // it is the same
    }

    [Fact]
    public async Task BadFileTakenBack_ClearsTheFailure()
    {
        var path = _folder.Write("model.onnx", Old.ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile(path));
        File.WriteAllBytes(path, [1, 2, 3]);
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure is not null);
        File.WriteAllBytes(path, Old.ToBytes());
        await Eventually.TrueAsync(() => running.Pool.GetModel().Failure is null);
        Assert.Equal(0, running.Sum("mlpipeline.model.swaps"));
    }

    [Fact]
    public async Task OtherClasses_AreTakenWhereThatIsAllowed()
    {
        var path = _folder.Write("model.onnx", Old.ToBytes());
        await using var running = await RunningPool.StartAsync(
            models => models.FromFile(path), RunningPool.Options with { AllowChangedContract = true });
        var other = new SmallModel(3) { Labels = ["cat", "dog"] };
        File.WriteAllBytes(path, other.ToBytes());
        await Eventually.ServesAsync(running.Pool, other);
        Assert.Equal(["cat", "dog"], running.Pool.Predict(SmallModel.Png).Labels);
    }

    public void Dispose() => _folder.Dispose();
}
