using System.Diagnostics;
using System.Diagnostics.Metrics;
using MLPipeline.Imaging;

namespace MLPipeline.Hosting;

/// <summary>
/// Meter and activity source <c>MLPipeline</c>; docs/embedding.md lists what they give. Costs nothing while nobody listens.
/// </summary>
internal sealed class PoolTelemetry : IDisposable
{
    public const string Name = "MLPipeline";

    private const string ModelTag = "mlpipeline.model.name";
    private const string VersionTag = "mlpipeline.model.version";
    private const string ErrorTag = "error.type";

    // Names and tags after OpenTelemetry's semantic conventions; boundaries around what networks take, from 1 ms to 10 s.
    private static readonly ActivitySource Activities = new(Name);
    private static readonly double[] Boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Counter<long> _predictions;
    private readonly Counter<long> _failures;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _queued;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<long> _batchSize;
    private readonly Counter<long> _swaps;
    private readonly Counter<long> _swapFailures;
    private readonly UpDownCounter<long> _engines;

    public PoolTelemetry(IMeterFactory? meters, Func<IReadOnlyList<PooledModel>> models)
    {
        _ownsMeter = meters is null;
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _predictions = _meter.CreateCounter<long>("mlpipeline.predictions", "{prediction}", "Predictions that gave an answer");
        _failures = _meter.CreateCounter<long>("mlpipeline.prediction.failures", "{prediction}", "Predictions that failed, by error.type");
        _active = _meter.CreateUpDownCounter<long>("mlpipeline.prediction.active", "{prediction}", "Predictions in progress");
        _duration = _meter.CreateHistogram(
            "mlpipeline.prediction.duration",
            "s",
            "Time from call to answer or failure",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries });
        _queued = _meter.CreateUpDownCounter<long>("mlpipeline.queue.length", "{prediction}", "Predictions that wait for their batch");
        _queueDuration = _meter.CreateHistogram(
            "mlpipeline.queue.duration",
            "s",
            "Time from the decoded image to the computation of its batch",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Boundaries });
        _batchSize = _meter.CreateHistogram(
            "mlpipeline.batch.size",
            "{image}",
            "Images computed together",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        _swaps = _meter.CreateCounter<long>("mlpipeline.model.swaps", "{swap}", "Models replaced by a newer version");
        _swapFailures = _meter.CreateCounter<long>("mlpipeline.model.swap.failures", "{attempt}", "Attempts to load a model that failed");
        _engines = _meter.CreateUpDownCounter<long>("mlpipeline.engines", "{engine}", "Engines in memory, old versions in use included");
        _meter.CreateObservableGauge(
            "mlpipeline.model.info",
            () => models().Where(model => model.IsReady).Select(Info),
            "{model}",
            "1 for the version in service, which is a tag");
    }

    public Prediction Begin(string model)
    {
        _active.Add(1, Tag(model));
        return new Prediction(this, model);
    }

    public void Queued(string model, int change) => _queued.Add(change, Tag(model));

    public void QueueLeft(string model, TimeSpan waited) => _queueDuration.Record(waited.TotalSeconds, Tag(model));

    public void BatchComputed(string model, int images) => _batchSize.Record(images, Tag(model));

    public void EngineLoaded(string model) => _engines.Add(1, Tag(model));

    public void EngineFreed(string model) => _engines.Add(-1, Tag(model));

    public void Swapped(string model) => _swaps.Add(1, Tag(model));

    public void SwapFailed(string model, Exception error) => _swapFailures.Add(1, Tag(model), new(ErrorTag, KindOf(error)));

    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose(); // one from a factory belongs to the factory
        }
    }

    private static KeyValuePair<string, object?> Tag(string model) => new(ModelTag, model);

    private static string KindOf(Exception error) => error is ImageException image ? image.Fault.ToString() : error.GetType().FullName!;

    private static Measurement<int> Info(PooledModel model) => new(1, Tag(model.Name), new(VersionTag, model.Version));

    /// <summary>One prediction from its beginning to its end; a struct, because it is on the path of every image.</summary>
    internal struct Prediction
    {
        private readonly PoolTelemetry _telemetry;
        private readonly string _model;
        private readonly Activity? _activity;
        private readonly long _began = Stopwatch.GetTimestamp();
        private string? _error;

        public Prediction(PoolTelemetry telemetry, string model)
        {
            _telemetry = telemetry;
            _model = model;
            _activity = Activities.StartActivity(model.Length == 0 ? "predict" : $"predict {model}");
            _activity?.SetTag(ModelTag, model);
        }

        public readonly void Uses(string version) => _activity?.SetTag(VersionTag, version);

        public void Fails(Exception error)
        {
            _error = KindOf(error);
            _activity?.SetTag(ErrorTag, _error);
            _activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        public readonly void End()
        {
            var tags = new TagList { Tag(_model) };
            _telemetry._active.Add(-1, tags);
            if (_error is not null)
            {
                tags.Add(ErrorTag, _error);
            }

            (_error is null ? _telemetry._predictions : _telemetry._failures).Add(1, tags);
            _telemetry._duration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, tags);
            _activity?.Dispose();
        }
    }
}
