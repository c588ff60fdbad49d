using System.Text.Json.Serialization;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Predictor;

/// <summary>The JSON of <c>predict</c>. Names of fields are an interface: they stay.</summary>
/// <param name="Model">The model file.</param>
/// <param name="Device">Where it was computed.</param>
/// <param name="Classes">Every class, in the model's order.</param>
/// <param name="Predictions">The images that could be read, in the order given.</param>
/// <param name="Skipped">The others.</param>
internal sealed record PredictionReport(
    string Model, string Device, IReadOnlyList<string> Classes, IReadOnlyList<PredictedImage> Predictions, IReadOnlyList<SkippedImage> Skipped);

/// <summary>The answer for one image.</summary>
internal sealed record PredictedImage(string Image, string Label, float Score, IReadOnlyList<LabelScore> Top)
{
    public static PredictedImage Of(string path, ImagePrediction prediction, int top) =>
        new(path, prediction.Label, prediction.Score, prediction.Top(top));
}

/// <summary>An image that could not be read.</summary>
/// <param name="Image">Its path.</param>
/// <param name="Fault">A name of <see cref="ImageFault"/>.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record SkippedImage(string Image, string Fault, string Reason)
{
    public static SkippedImage Of(string path, ImageException fault) => new(path, fault.Fault.ToString(), fault.Reason);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PredictionReport))]
[JsonSerializable(typeof(ModelReport))]
internal sealed partial class PredictorJson : JsonSerializerContext;
