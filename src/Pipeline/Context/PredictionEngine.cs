using MLPipeline.Imaging;
using MLPipeline.Vision;

namespace MLPipeline;

/// <summary>
/// Classifies one object at a time. Thread-safe: make one per model and share it. An image that cannot be read is an <see cref="ImageException"/>, never a score.
/// </summary>
/// <typeparam name="TSrc">What goes in: its members are the columns that the model starts from, e.g. <c>ImagePath</c>, or <c>Image</c> with the bytes of a file.</typeparam>
/// <typeparam name="TDst">
/// What comes out: its members are filled from the columns of their names. A member <c>Score</c> may be <c>float[]</c>, in the order of <see cref="Labels"/>, or
/// <c>LabelScore[]</c>, each score with its class name, best first.
/// </typeparam>
public sealed class PredictionEngine<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly DataViewSchema _inputSchema = ObjectRow.SchemaOf(typeof(TSrc));
    private readonly RowMap _map;
    private readonly RowReader<TDst> _reader;
    private long _predictions = -1;

    internal PredictionEngine(ITransformer transformer, bool ignoreMissingColumns)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        _map = RowMap.Of(transformer.Steps, _inputSchema);
        _reader = new RowReader<TDst>(_map.Schema, ignoreMissingColumns);
        Labels = transformer.Steps.OfType<ImageClassificationTransformer>().SingleOrDefault()?.Labels ?? [];
    }

    /// <summary>The class names: element i names element i of a <c>float[]</c> with the scores. Empty for a model without a classifier.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The columns that <typeparamref name="TDst"/> is filled from.</summary>
    public DataViewSchema OutputSchema => _map.Schema;

    /// <summary>Classifies an object.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public TDst Predict(TSrc example) => _reader.Read(Map(example));

    /// <summary>Classifies an object and puts the answer into <paramref name="prediction"/>.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded; some members may have been filled.</exception>
    public void Predict(TSrc example, ref TDst prediction) => prediction = _reader.Read(Map(example), prediction);

    /// <summary>Does nothing: the model belongs to its transformer, which other engines may use. It lets programs for ML.NET compile.</summary>
    public void Dispose()
    {
    }

    private DataViewRow Map(TSrc example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return _map.Map(new ObjectRow(_inputSchema, example, Interlocked.Increment(ref _predictions)));
    }
}
