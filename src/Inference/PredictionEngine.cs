using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MLPipeline.Imaging;
using MLPipeline.Runtime;

namespace MLPipeline.Inference;

/// <summary>
/// Classifies images with a model file. Make one per model and share it: every member may be called from any number of threads
/// at once. An image that cannot be read is an <see cref="ImageException"/> (or a fault in a list), never a score.
/// </summary>
/// <example>
/// <code>
/// using var engine = new PredictionEngine("flowers.onnx");
/// ImagePrediction prediction = engine.Predict("photo.jpg");
/// Console.WriteLine($"{prediction.Label}: {prediction.Score:P1}");
/// </code>
/// </example>
public sealed class PredictionEngine : IDisposable
{
    private readonly LoadedClassifier _classifier;
    private readonly PredictionEngineOptions _options;
    private readonly ConcurrentBag<SingleImageRun> _idleRuns = [];
    private readonly ConcurrentBag<PreparedImage> _idleImages = [];
    private volatile bool _disposed;

    /// <summary>Loads a model file.</summary>
    /// <param name="modelPath">An ONNX file made by the trainer, or any ONNX image classifier described by <see cref="PredictionEngineOptions.Foreign"/>.</param>
    /// <param name="options">Device, threads and limits.</param>
    /// <exception cref="OnnxModelException">The file is missing or no usable network.</exception>
    /// <exception cref="ModelFormatException">The file does not say how to use it, or contradicts itself.</exception>
    /// <exception cref="DeviceUnavailableException">The wanted device is not there.</exception>
    public PredictionEngine(string modelPath, PredictionEngineOptions? options = null)
    {
        _options = options ?? new PredictionEngineOptions();
        _classifier = LoadedClassifier.Load(OnnxSession.Load(modelPath, SessionOptions(_options)), $"'{modelPath}'", _options.Foreign);
    }

    /// <summary>Loads a model from a stream, which is read from its position to its end and not closed.</summary>
    /// <inheritdoc cref="PredictionEngine(string, PredictionEngineOptions?)"/>
    public PredictionEngine(Stream model, PredictionEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new PredictionEngineOptions();
        using var bytes = new MemoryStream();
        model.CopyTo(bytes);
        _classifier = LoadedClassifier.Load(OnnxSession.Load(bytes.ToArray(), SessionOptions(_options)), "The model", _options.Foreign);
    }

    /// <summary>What the model file says about itself: labels, input, provenance.</summary>
    public ModelContract Contract => _classifier.Contract;

    /// <summary>The class names, in the order of <see cref="ImagePrediction.Scores"/>.</summary>
    public IReadOnlyList<string> Labels => _classifier.Contract.Labels;

    /// <summary>The device the model runs on, and why.</summary>
    public DeviceChoice Device => _classifier.Session.Device;

    /// <summary>Classifies an image file.</summary>
    /// <exception cref="ImageException">The file cannot be read or decoded; <see cref="ImageException.Fault"/> says how.</exception>
    public ImagePrediction Predict(string imagePath) => Predict(ImageSource.FromFile(imagePath));

    /// <summary>Classifies the bytes of an image file.</summary>
    /// <exception cref="ImageException">The bytes cannot be decoded.</exception>
    public ImagePrediction Predict(ReadOnlyMemory<byte> encoded) => Predict(ImageSource.FromBytes(encoded));

    /// <summary>Classifies an image file in a stream, which is read to its end and not closed.</summary>
    /// <exception cref="ImageException">The bytes cannot be decoded.</exception>
    public ImagePrediction Predict(Stream encoded) => Predict(ImageSource.FromStream(encoded));

    /// <summary>Classifies pixels that the caller has already.</summary>
    public ImagePrediction Predict(RgbImage pixels) => Predict(ImageSource.FromPixels(pixels));

    /// <summary>Classifies one image from wherever it comes.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    /// <exception cref="OnnxModelException">The network failed, or its scores are no finite numbers: the file is damaged.</exception>
    public ImagePrediction Predict(ImageSource image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _classifier.Interpret(Compute(image, _classifier.Contract.ScoreOutput));
    }

    /// <summary>Classifies one image on the thread pool.</summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public Task<ImagePrediction> PredictAsync(ImageSource image, CancellationToken cancellation = default) =>
        Task.Run(() => Predict(image), cancellation);

    /// <summary>
    /// Classifies any number of images with bounded memory, in input order, a few batches ahead of the caller.
    /// A bad image is an outcome with its fault; the others go on.
    /// </summary>
    public IEnumerable<PredictionOutcome> PredictMany(IEnumerable<ImageSource> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return PredictManyAsync(images, cancellation).ToBlockingEnumerable(cancellation);
    }

    /// <inheritdoc cref="PredictMany"/>
    public async IAsyncEnumerable<PredictionOutcome> PredictManyAsync(IEnumerable<ImageSource> images, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = Channel.CreateBounded<PredictionOutcome>(_options.Batches.BatchSizeOn(Device) * 4);
        var work = Task.Factory.StartNew(() => Produce(images, results.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var outcome in results.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return outcome;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false); // the caller may have stopped early
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await work.ConfigureAwait(false);
    }

    /// <summary>The features that the classifier sees, <c>[D]</c>: for similarity search and clustering.</summary>
    /// <exception cref="NotSupportedException">The model file has no feature output.</exception>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public float[] Embed(ImageSource image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Compute(image, _classifier.Contract.FeatureOutput
            ?? throw new NotSupportedException($"The model has no output '{ModelMetadata.FeatureOutput}': train it again, or use a model made by this project's trainer."));
    }

    /// <summary>
    /// Decodes an image to the size of the network on the calling thread. For programs that gather images of many callers into a
    /// <see cref="PredictionBatch"/>; dispose it after it was written there, so that its memory serves the next image.
    /// </summary>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    public PreparedImage Prepare(ImageSource image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idleImages.TryTake(out var prepared))
        {
            prepared = new PreparedImage(_classifier.Contract.Input, _idleImages);
        }

        try
        {
            prepared.Decode(image, _options.Batches.Decode);
            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    /// <summary>Makes the buffers of predictions that are computed together; many batches may be in use at once.</summary>
    /// <param name="capacity">Images in it at the most, at least 1. Memory is taken for all of them.</param>
    /// <exception cref="OnnxModelException">The network takes no batch of this size.</exception>
    public PredictionBatch CreateBatch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new PredictionBatch(_classifier, capacity);
    }

    /// <summary>Frees the model. Calls in progress must have ended, and batches must be disposed.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idleRuns.TryTake(out var run))
        {
            run.Dispose();
        }

        _classifier.Session.Dispose();
    }

    private static OnnxSessionOptions SessionOptions(PredictionEngineOptions options) => new() { Device = options.Device, ThreadsPerRun = options.ThreadsPerRun };

    private float[] Compute(ImageSource image, string output)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_idleRuns.TryTake(out var run))
        {
            run = new SingleImageRun(_classifier);
        }

        try
        {
            return run.Compute(image, output, _options.Batches.Decode);
        }
        finally
        {
            if (_disposed)
            {
                run.Dispose();
            }
            else
            {
                _idleRuns.Add(run);
            }
        }
    }

    private void Produce(IEnumerable<ImageSource> images, ChannelWriter<PredictionOutcome> results, CancellationToken stop)
    {
        try
        {
            var runner = new ImageBatchRunner(_classifier.Session, _classifier.Contract.Input, _classifier.Contract.ScoreOutput, _options.Batches);
            runner.Run(images, row =>
            {
                var prediction = row.Fault is null ? _classifier.Interpret(row.Values.ToArray()) : null;
                var outcome = new PredictionOutcome(row.Index, row.Source, prediction, row.Fault);
                if (!results.TryWrite(outcome))
                {
                    results.WriteAsync(outcome, stop).AsTask().GetAwaiter().GetResult(); // the caller is slower: wait for it
                }
            }, stop);
            results.Complete();
        }
        catch (Exception error)
        {
            results.Complete(error is OperationCanceledException ? null : error);
            throw;
        }
    }
}
