using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting.Tests;

/// <summary>A started host with a pool, its log lines and its measurements. It looks at files often, so that tests are short.</summary>
internal sealed class RunningPool : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly MeterListener _listener = new();

    private RunningPool(IHost host, bool measured)
    {
        _host = host;
        Pool = host.Services.GetRequiredService<PredictionEnginePool>();
        if (!measured) return;
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "MLPipeline" && instrument.Meter.Scope == meters) // not another test's
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public static PredictionEnginePoolOptions Options { get; } = new()
    {
        Engine = new PredictionEngineOptions { ThreadsPerRun = 1 },
        PollPeriod = TimeSpan.FromMilliseconds(100),
        SettleTime = TimeSpan.FromMilliseconds(20),
        DownloadTimeout = TimeSpan.FromSeconds(10),
    };

    public PredictionEnginePool Pool { get; }

    public ConcurrentBag<Measurement> Measured { get; } = [];

    public LogLines Log => _host.Services.GetRequiredService<LogLines>();

    /// <summary>The host before it starts.</summary>
    public static IHost Build(Action<PredictionEnginePoolBuilder> models, PredictionEnginePoolOptions? options = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<LogLines>().AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LogLines>());
        builder.Services.AddHealthChecks().AddPredictionEnginePool();
        models(builder.Services.AddPredictionEnginePool(options ?? Options));
        return builder.Build();
    }

    public static async Task<RunningPool> StartAsync(
        Action<PredictionEnginePoolBuilder> models, PredictionEnginePoolOptions? options = null, bool measured = true)
    {
        var host = Build(models, options);
        var running = new RunningPool(host, measured); // listens before the first model is loaded
        await host.StartAsync();
        return running;
    }

    public Task<HealthReport> HealthAsync() => _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    /// <summary>The sum of what an instrument has recorded so far.</summary>
    public double Sum(string instrument) =>
        Measured.Where(measurement => measurement.Instrument == instrument).Sum(measurement => measurement.Value);

    public void ReadGauges() => _listener.RecordObservableInstruments();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _listener.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        Measured.Add(new(instrument.Name, value, tags.ToArray()));

    internal sealed record Measurement(string Instrument, double Value, KeyValuePair<string, object?>[] Tags)
    {
        public object? this[string tag] => Tags.SingleOrDefault(entry => entry.Key == tag).Value;
    }
}
