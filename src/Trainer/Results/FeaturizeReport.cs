using System.Text.Json;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>What came of computing features.</summary>
internal sealed record FeaturizeReport
{
    public required string Folder { get; init; }

    public required string Backbone { get; init; }

    public required Shard Shard { get; init; }

    /// <summary>Images of the part, unreadable ones included.</summary>
    public required int Images { get; init; }

    /// <summary>Different images computed in this run.</summary>
    public required int Computed { get; init; }

    /// <summary>Images whose features were there.</summary>
    public required int Cached { get; init; }

    public required IReadOnlyList<(string Path, string Reason)> Skipped { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("features", Path.GetFullPath(Folder));
        json.WriteString("backbone", Backbone);
        json.WriteString("shard", Shard.ToString());
        json.WriteNumber("images", Images);
        json.WriteNumber("featuresComputed", Computed);
        json.WriteNumber("featuresCached", Cached);
        UnreadImages.WriteJson(json, Skipped);
        json.WriteStartObject("timings");
        json.WriteNumber("features", Elapsed.TotalSeconds);
        json.WriteEndObject();
        json.WriteNumber("imagesPerSecond", Computed == 0 ? 0 : Computed / Elapsed.TotalSeconds);
        json.WriteEndObject();
    }
}
