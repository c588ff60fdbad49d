using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// One version of a model, kept alive until this is disposed, whatever comes into service meanwhile. For several calls that must agree, and
/// for what the pool itself does not offer: lists of images, features. Thread-safe.
/// </summary>
public sealed class PredictionEngineLease : IDisposable
{
    private readonly ServedModel _model;
    private readonly LiveEngine _live;
    private int _returned;

    internal PredictionEngineLease(ServedModel model, LiveEngine live)
    {
        _model = model;
        _live = live;
    }

    /// <summary>The shared engine. Do not dispose it, and do not use it after this lease.</summary>
    /// <exception cref="ObjectDisposedException">The lease has been given back.</exception>
    public PredictionEngine Engine
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _returned) != 0, this);
            return _live.Engine;
        }
    }

    /// <summary>SHA-256 of the model file, 64 lower-case hexadecimal digits.</summary>
    public string Version => _live.Version;

    /// <summary>
    /// Classifies an image on the thread pool as the pool does, in micro-batches and metrics, with this version.
    /// </summary>
    /// <inheritdoc cref="PredictionEnginePool.PredictAsync(string, ImageSource, CancellationToken)"/>
    public Task<ImagePrediction> PredictAsync(ImageSource image, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _returned) != 0, this);
        return _model.Predictions.PredictAsync(image, _live, cancellation);
    }

    /// <summary>Gives the engine back, after the last answer; an old version is freed with its last lease.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            _live.Leave();
        }
    }
}
