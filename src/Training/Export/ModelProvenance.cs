using System.Text.Json;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>What a model file says about the data it was trained on.</summary>
/// <param name="DataSha256">See <see cref="TransferData.ContentSha256"/>.</param>
/// <param name="Images">Images in all parts.</param>
/// <param name="Split">How the parts were chosen; null when the data or the caller said it.</param>
public sealed record ModelProvenance(string DataSha256, int Images, SplitOptions? Split)
{
    /// <summary>Reads the provenance of a model file; null when the text is from elsewhere.</summary>
    public static ModelProvenance? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("data", out var data))
            {
                return null;
            }

            SplitOptions? split = data.TryGetProperty("split", out var chosen)
                ? new SplitOptions
                {
                    ValidationFraction = chosen.GetProperty("validationFraction").GetDouble(),
                    TestFraction = chosen.GetProperty("testFraction").GetDouble(),
                    Seed = chosen.GetProperty("seed").GetInt32(),
                }
                : null;
            return new ModelProvenance(data.GetProperty("sha256").GetString() ?? "", data.GetProperty("images").GetInt32(), split);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
