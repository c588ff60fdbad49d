using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using MLPipeline.Imaging;

namespace MLPipeline.Hosting.Tests;

public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Predictions_AreMeasured()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("flowers", path));
        running.Pool.Predict("flowers", SmallModel.Png);
        running.Pool.Predict("flowers", SmallModel.Png);
        Assert.Throws<ImageException>(() => running.Pool.Predict("flowers", "no image"u8.ToArray()));

        Assert.Equal(2, running.Sum("mlpipeline.predictions"));
        var failure = Assert.Single(running.Measured, measurement => measurement.Instrument == "mlpipeline.prediction.failures");
        Assert.Equal(("flowers", "NotAnImage"), (failure["mlpipeline.model.name"], failure["error.type"]));
        Assert.Equal(0, running.Sum("mlpipeline.prediction.active")); // three begun, three ended
        var durations = running.Measured.Where(measurement => measurement.Instrument == "mlpipeline.prediction.duration").ToArray();
        Assert.Equal(3, durations.Length);
        Assert.All(durations, duration => Assert.InRange(duration.Value, 1e-6, 60)); // seconds
        Assert.Single(durations, duration => duration["error.type"] is "NotAnImage");
    }

    [Fact]
    public async Task VersionInService_IsATagOfAGauge()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("flowers", path));
        File.WriteAllBytes(path, new SmallModel(2).ToBytes());
        await Eventually.ServesAsync(running.Pool, new SmallModel(2), "flowers");
        running.ReadGauges();
        var info = Assert.Single(running.Measured, measurement => measurement.Instrument == "mlpipeline.model.info");
        Assert.Equal((1.0, "flowers"), (info.Value, info["mlpipeline.model.name"]));
        Assert.Equal(new SmallModel(2).Hash(), info["mlpipeline.model.version"]);
    }

    [Fact]
    public async Task Predictions_AreActivities()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var name = $"flowers {Guid.NewGuid():N}"; // other tests predict at the same time
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MLPipeline",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Name == $"predict {name}" ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var running = await RunningPool.StartAsync(models => models.FromFile(name, path));
        running.Pool.Predict(name, SmallModel.Png);
        Assert.Throws<ImageException>(() => running.Pool.Predict(name, "no image"u8.ToArray()));

        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], activities.Select(activity => activity.Status));
        Assert.All(activities, activity => Assert.Equal(new SmallModel(1).Hash(), activity.GetTagItem("mlpipeline.model.version")));
        Assert.Equal("NotAnImage", activities[1].GetTagItem("error.type"));
    }

    [Fact]
    public async Task Health_HasTheVersionOfEachModel()
    {
        var path = _folder.Write("model.onnx", new SmallModel(1).ToBytes());
        await using var running = await RunningPool.StartAsync(models => models.FromFile("flowers", path));
        var (name, entry) = Assert.Single((await running.HealthAsync()).Entries);
        Assert.Equal(("prediction-engine-pool", HealthStatus.Healthy), (name, entry.Status));
        var facts = Assert.IsType<Dictionary<string, string?>>(entry.Data["flowers"]);
        Assert.Equal((new SmallModel(1).Hash(), null), (facts["version"], facts["failure"]));
        var loaded = $"Model flowers from {path} is in service: version {new SmallModel(1).Hash()}";
        Assert.Contains(running.Log.Of(LogLevel.Information), line => line.StartsWith(loaded, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
