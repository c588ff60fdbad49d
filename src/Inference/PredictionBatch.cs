using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>
/// Images that are computed together. Different threads may write different rows at once; everything else is for one thread at a time,
/// while nobody writes. Made by <see cref="PredictionEngine.CreateBatch"/>, reused from run to run, disposed before its engine.
/// </summary>
public sealed class PredictionBatch : IDisposable
{
    private readonly LoadedClassifier _classifier;
    private readonly TensorWriter _writer;
    private readonly BatchBinding _binding;

    internal PredictionBatch(LoadedClassifier classifier, int capacity)
    {
        _classifier = classifier;
        _writer = new TensorWriter(classifier.Contract.Input);
        _binding = classifier.Session.Bind(capacity, classifier.Contract.Input.ItemShape(), [classifier.Contract.ScoreOutput]);
    }

    /// <summary>Images that there is room for.</summary>
    public int Capacity => _binding.BatchSize;

    /// <summary>Writes an image as a row of the network's input.</summary>
    /// <param name="row">From 0 to less than <see cref="Capacity"/>.</param>
    /// <param name="image">Prepared by the same engine; it may be disposed afterwards.</param>
    public void Write(int row, PreparedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _writer.Write(image.Pixels, Row(row));
    }

    /// <summary>Copies a row of the input to another one, to close a gap.</summary>
    public void Copy(int fromRow, int toRow) => Row(fromRow).CopyTo(Row(toRow));

    /// <summary>
    /// Computes the first rows. A row's scores may differ from those in a batch of another size by the rounding of float32, because the
    /// network's sums are then added in another order.
    /// </summary>
    /// <param name="images">How many, from 1 to <see cref="Capacity"/>.</param>
    /// <exception cref="OnnxModelException">The network failed, or takes no batch of this size.</exception>
    public void Run(int images) => _binding.Run(images);

    /// <summary>The answer of the last run for a row.</summary>
    /// <param name="row">From 0 to less than the number of images of that run.</param>
    /// <exception cref="OnnxModelException">Its scores are no finite numbers: the model file is damaged.</exception>
    public ImagePrediction Prediction(int row) =>
        _classifier.Interpret(_binding.OutputRow(_classifier.Contract.ScoreOutput, row).ToArray());

    /// <summary>Frees the buffers.</summary>
    public void Dispose() => _binding.Dispose();

    private Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Capacity);
        return _binding.Input.Slice(row * _binding.ItemLength, _binding.ItemLength);
    }
}
