using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using MLPipeline.Inference;

namespace MLPipeline.Serving;

/// <summary>The answer to images. Names of fields are an interface: they stay.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">SHA-256 of the model file that gave all the scores.</param>
/// <param name="Images">In the order of the request.</param>
internal sealed record PredictionAnswer(string Model, string Version, IReadOnlyList<ImageAnswer> Images);

/// <summary>What became of an image: the first three, or the last two.</summary>
internal sealed record ImageAnswer(
    string Image, string? Label, float? Score, IReadOnlyList<LabelScore>? Top, string? Fault = null, string? Reason = null);

/// <summary>The models in their order, and the one that <c>/predict</c> asks.</summary>
internal sealed record ModelList(string Default, IReadOnlyList<ModelSummary> Models);

/// <summary>A model in the list; <c>Classes</c> is their number.</summary>
internal sealed record ModelSummary(string Name, string? Version, DateTimeOffset? LoadedAt, int Classes);

/// <summary>A model: its classes in the order of the network, the network's input, and a newer file that was refused.</summary>
internal sealed record ModelAnswer(
    string Name,
    string? Version,
    DateTimeOffset? LoadedAt,
    IReadOnlyList<string> Labels,
    SizeAnswer? Input,
    string? Device,
    RefusedAnswer? Refused);

internal sealed record SizeAnswer(int Width, int Height);

internal sealed record RefusedAnswer(DateTimeOffset Since, string? Version);

internal sealed record HealthAnswer(string Status);

/// <summary>RFC 9457.</summary>
internal sealed record ProblemAnswer(string Title, int Status, string Detail, IReadOnlyList<ImageAnswer>? Images);

[JsonSerializable(typeof(PredictionAnswer))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    // Quotes and letters of all languages stay as they are; nobody takes the answers for HTML, as their type says JSON and nosniff.
    public static AnswerJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static async Task WriteAsync<T>(HttpResponse response, T answer, JsonTypeInfo<T> type, string contentType = "application/json")
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes).ConfigureAwait(false);
    }
}
