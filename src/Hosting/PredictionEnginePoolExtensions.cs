using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// Predictions from paths, bytes and streams. Errors are those of <see cref="PredictionEnginePool.Predict(string, ImageSource)"/>; a
/// stream is read to its end and not closed.
/// </summary>
public static class PredictionEnginePoolExtensions
{
    /// <summary>Classifies an image file with the model without a name.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, string imagePath) => pool.Predict("", imagePath);

    /// <summary>Classifies an image file.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, string modelName, string imagePath) =>
        Of(pool).Predict(modelName, ImageSource.FromFile(imagePath));

    /// <summary>Classifies the bytes of an image file with the model without a name.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, ReadOnlyMemory<byte> encoded) => pool.Predict("", encoded);

    /// <summary>Classifies the bytes of an image file.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, string modelName, ReadOnlyMemory<byte> encoded) =>
        Of(pool).Predict(modelName, ImageSource.FromBytes(encoded));

    /// <summary>Classifies an image file in a stream with the model without a name.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, Stream encoded) => pool.Predict("", encoded);

    /// <summary>Classifies an image file in a stream.</summary>
    public static ImagePrediction Predict(this PredictionEnginePool pool, string modelName, Stream encoded) =>
        Of(pool).Predict(modelName, ImageSource.FromStream(encoded));

    /// <summary>Classifies an image file on the thread pool with the model without a name.</summary>
    public static Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, string imagePath, CancellationToken cancellation = default) =>
        pool.PredictAsync("", imagePath, cancellation);

    /// <summary>Classifies an image file on the thread pool.</summary>
    public static Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, string modelName, string imagePath, CancellationToken cancellation = default) =>
        Of(pool).PredictAsync(modelName, ImageSource.FromFile(imagePath), cancellation);

    /// <summary>Classifies the bytes of an image file on the thread pool with the model without a name.</summary>
    public static Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, ReadOnlyMemory<byte> encoded, CancellationToken cancellation = default) =>
        pool.PredictAsync("", encoded, cancellation);

    /// <summary>Classifies the bytes of an image file on the thread pool.</summary>
    public static Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, string modelName, ReadOnlyMemory<byte> encoded, CancellationToken cancellation = default) =>
        Of(pool).PredictAsync(modelName, ImageSource.FromBytes(encoded), cancellation);

    /// <summary>Reads an image file from a stream without blocking, such as the body of a request, for the model without a name.</summary>
    public static Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, Stream encoded, CancellationToken cancellation = default) =>
        pool.PredictAsync("", encoded, cancellation);

    /// <summary>
    /// Reads an image file from a stream without blocking, such as the body of a request, and classifies it on the thread pool.
    /// </summary>
    public static async Task<ImagePrediction> PredictAsync(
        this PredictionEnginePool pool, string modelName, Stream encoded, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        var bytes = await LimitedReading.ReadAsync(encoded, Of(pool).MaxImageBytes, cancellation).ConfigureAwait(false)
            ?? throw new ImageException(
                ImageFault.TooManyBytes,
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"there are more than {pool.MaxImageBytes:N0} bytes, the most that are accepted (DecodeOptions.MaxBytes)."));
        return await pool.PredictAsync(modelName, ImageSource.FromBytes(bytes), cancellation).ConfigureAwait(false);
    }

    private static PredictionEnginePool Of(PredictionEnginePool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        return pool;
    }
}
