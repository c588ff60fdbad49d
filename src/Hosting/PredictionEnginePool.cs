using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// The models of a program, each with one engine that all threads share, and each replaced while it is in use when its source changes.
/// Every member may be called from any number of threads at once. An answer comes wholly from one version of a model.
/// </summary>
/// <remarks>Register it with <see cref="ServiceCollectionExtensions.AddPredictionEnginePool"/>.</remarks>
public sealed class PredictionEnginePool : IDisposable
{
    private readonly Dictionary<string, ServedModel> _models = new(StringComparer.Ordinal);
    private readonly PoolTelemetry _telemetry;

    internal PredictionEnginePool(PoolSetup setup, ILogger logger, IMeterFactory? meters, TimeProvider time)
    {
        var options = setup.Options.SingleOrDefault() ?? new PredictionEnginePoolOptions();
        MaxImageBytes = options.Engine.Batches.Decode.MaxBytes;
        _telemetry = new PoolTelemetry(meters, () => Models);
        foreach (var registration in setup.Models)
        {
            var context = new ServingContext(options, _telemetry, logger, time);
            _models.Add(registration.Name, new ServedModel(registration.Name, registration.Open(options, time), context));
        }
    }

    /// <summary>The models as they are now, in the order of their registration.</summary>
    public IReadOnlyList<PooledModel> Models => [.. _models.Values.Select(model => model.Now())];

    internal long MaxImageBytes { get; }

    internal IEnumerable<ServedModel> Served => _models.Values;

    /// <summary>A model as it is now: version, labels, what went wrong.</summary>
    /// <param name="modelName">Its name; the model without a name by default.</param>
    /// <exception cref="ArgumentException">No model has this name.</exception>
    public PooledModel GetModel(string modelName = "") => Find(modelName).Now();

    /// <summary>The model's engine, for several calls to the same version; dispose the lease to give it back.</summary>
    /// <remarks>Calls of <see cref="PredictionEngineLease.Engine"/> are computed alone and do not appear in the pool's metrics.</remarks>
    /// <param name="modelName">The model's name; the model without a name by default.</param>
    /// <exception cref="ArgumentException">No model has this name.</exception>
    /// <exception cref="ModelUnavailableException">The model could not be loaded yet.</exception>
    public PredictionEngineLease GetPredictionEngine(string modelName = "")
    {
        var model = Find(modelName);
        return new PredictionEngineLease(model, model.Enter());
    }

    /// <summary>Classifies an image with the model without a name.</summary>
    /// <inheritdoc cref="Predict(string, ImageSource)"/>
    public ImagePrediction Predict(ImageSource image) => Predict("", image);

    /// <summary>Classifies an image.</summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="image">From wherever it comes.</param>
    /// <exception cref="ImageException">The image cannot be read or decoded.</exception>
    /// <exception cref="ArgumentException">No model has this name.</exception>
    /// <exception cref="ModelUnavailableException">The model could not be loaded yet.</exception>
    /// <exception cref="PredictionQueueFullException">Too many predictions wait already (<see cref="MicroBatchOptions"/>).</exception>
    public ImagePrediction Predict(string modelName, ImageSource image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Find(modelName).Predictions.Predict(image);
    }

    /// <summary>Classifies an image on the thread pool with the model without a name.</summary>
    /// <inheritdoc cref="PredictAsync(string, ImageSource, CancellationToken)"/>
    public Task<ImagePrediction> PredictAsync(ImageSource image, CancellationToken cancellation = default) =>
        PredictAsync("", image, cancellation);

    /// <summary>Classifies an image on the thread pool.</summary>
    /// <param name="modelName">The model's name.</param>
    /// <param name="image">From wherever it comes.</param>
    /// <param name="cancellation">
    /// Keeps a prediction from beginning; one that has begun is finished. With <see cref="PredictionEnginePoolOptions.MicroBatches"/> it
    /// also ends the wait for a batch, and for its answer.
    /// </param>
    /// <inheritdoc cref="Predict(string, ImageSource)" path="/exception"/>
    public async Task<ImagePrediction> PredictAsync(string modelName, ImageSource image, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return await Find(modelName).Predictions.PredictAsync(image, held: null, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads the model from its source now, also one that is not watched, and takes it into service if it is another one. The way to a
    /// model that only your program decides to change.
    /// </summary>
    /// <returns>The model as it is then.</returns>
    /// <exception cref="ModelRefusedException">The new model has other classes, or is no classifier. The old one stays.</exception>
    /// <exception cref="Exception">Whatever kept the source from being read or the model from being loaded. The old one stays.</exception>
    public async Task<PooledModel> ReloadAsync(string modelName = "", CancellationToken cancellation = default)
    {
        var model = Find(modelName);
        await model.ReloadAsync(cancellation).ConfigureAwait(false);
        return model.Now();
    }

    /// <summary>Ends all watching. Predictions in progress are finished; then their engines are freed.</summary>
    public void Dispose()
    {
        foreach (var model in _models.Values)
        {
            model.Dispose();
        }

        _telemetry.Dispose();
    }

    private ServedModel Find(string modelName)
    {
        ArgumentNullException.ThrowIfNull(modelName);
        return _models.TryGetValue(modelName, out var model) ? model : throw new ArgumentException(Unknown(modelName), nameof(modelName));
    }

    private string Unknown(string modelName)
    {
        var what = modelName.Length == 0 ? "There is no model without a name" : $"There is no model '{modelName}'";
        var named = _models.Keys.Where(name => name.Length > 0).ToArray();
        var known = named.Length == 0 ? "the only one has no name" : $"there are {string.Join(", ", named.Select(name => $"'{name}'"))}";
        return $"{what}; {known}.{(modelName.Length == 0 ? "" : NearestName.Suggestion(modelName, named))}";
    }
}
