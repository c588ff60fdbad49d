using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Saving;

namespace MLPipeline.Vision;

/// <summary>
/// A trained classifier: adds the probabilities, the most probable class, and a text that says why an image has none. Thread-safe. In a view an image that cannot
/// be read gets scores that are all NaN, the missing key and its fault (in the column <c>Score</c> + <c>Fault</c>), and the other rows go on; a
/// <see cref="PredictionEngine{TSrc, TDst}"/> throws. Disposing it frees the network.
/// </summary>
public sealed class ImageClassificationTransformer : RowTransformer, IDisposable
{
    private readonly MLContext _context;
    private readonly Lazy<PredictionEngine> _single;
    private readonly Lazy<PredictionEngine> _batches;

    internal ImageClassificationTransformer(MLContext context, byte[] model, IReadOnlyList<string> labels, ClassifierColumns columns, Settings settings)
    {
        _context = context;
        Model = model;
        Labels = labels;
        Columns = columns;
        _single = new(() => Load(settings, threadsPerRun: 0)); // all cores for one image: the shortest wait
        _batches = new(() => Load(settings, threadsPerRun: 1)); // one core for each of many images: the most per second, and the same scores on any machine
    }

    /// <summary>The class names in the order of the scores.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>How it was trained; null for a model from a file, whose provenance is in its metadata.</summary>
    public ImageClassificationReport? Report { get; internal init; }

    internal byte[] Model { get; }

    internal ClassifierColumns Columns { get; }

    /// <inheritdoc/>
    public override IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (image, addition) = Columns.Bind(input.Schema, Labels);
        return new ScoredView(input, image, addition, images => _batches.Value.PredictMany(images), ReportFault);
    }

    /// <summary>Frees the network. Views and engines of this model cannot be used afterwards.</summary>
    public void Dispose()
    {
        foreach (var engine in new[] { _single, _batches }.Where(engine => engine.IsValueCreated))
        {
            engine.Value.Dispose();
        }
    }

    internal override RowMap Bind(DataViewSchema input)
    {
        var (image, addition) = Columns.Bind(input, Labels);
        return new RowMap(addition.Schema, row =>
        {
            var scores = new Lazy<float[]>(() => _single.Value.Predict(((EncodedImage)row.Read(image)!).Source).Scores.ToArray());
            return new ExtendedRow(row, addition, column => column switch { 0 => scores.Value, 1 => ScoredView.KeyOf(scores.Value), _ => "" });
        });
    }

    internal override SavedStep Save() => new()
    {
        Kind = SavedStep.Classify,
        Input = Columns.Image,
        Output = Columns.Score,
        PredictedLabel = Columns.PredictedLabel,
    };

    private PredictionEngine Load(Settings settings, int threadsPerRun)
    {
        using var stream = new MemoryStream(Model, writable: false);
        return new PredictionEngine(stream, new PredictionEngineOptions
        {
            Device = settings.Device,
            ThreadsPerRun = threadsPerRun,
            Batches = new BatchRunOptions { Threads = settings.Threads },
        });
    }

    private void ReportFault(long position, ImageSource image, ImageException fault) =>
        _context.Report(ChannelMessageKind.Warning, nameof(ImageClassificationTransformer), $"Row {position} has no scores: {image.Name}: {fault.Reason}");

    internal readonly record struct Settings(ComputeDevice Device = ComputeDevice.Auto, int Threads = 0);
}
