using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Images that took no part: path and reason of each.</summary>
internal static class UnreadImages
{
    /// <summary>Those whose file could not be opened, then those that could not be decoded.</summary>
    public static IReadOnlyList<(string Path, string Reason)> Of(IEnumerable<DatasetFault> unreadable, IEnumerable<SkippedImage> skipped) =>
        [.. unreadable.Select(fault => (fault.Subject, fault.Problem)), .. skipped.Select(image => (image.Name, image.Reason))];

    /// <summary>The field <c>skipped</c>.</summary>
    public static void WriteJson(Utf8JsonWriter json, IEnumerable<(string Path, string Reason)> images)
    {
        json.WriteStartArray("skipped");
        foreach (var (path, reason) in images)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
