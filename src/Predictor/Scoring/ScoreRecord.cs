using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPipeline.Predictor.Scoring;

/// <summary>
/// What is known of a table that is written step by step, or that is a part of another one: a small file beside it. It says how much of the
/// other files counts, and is replaced as a whole, so that it is true whenever the process dies.
/// </summary>
internal sealed record ScoreRecord
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required ScoreIdentity Identity { get; init; }

    public required ScoreCounts Counts { get; init; }

    public required long TableBytes { get; init; }

    public required long ErrorsBytes { get; init; }

    public long ReviewBytes { get; init; }

    /// <summary>The list of bad images and the least certain ones, as they are found from the record's folder.</summary>
    public required string Errors { get; init; }

    public string? Review { get; init; }

    /// <summary>Whether every image has its row; the files are then in their places, or only have to be put there.</summary>
    public bool Complete { get; init; }

    /// <summary>Null when there is none.</summary>
    /// <exception cref="IOException">The file is no such record.</exception>
    public static ScoreRecord? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(file), ScoreRecordJson.Default.ScoreRecord);
            return record?.Format == CurrentFormat
                ? record
                : throw new IOException($"'{file}' was written by another version of this program.");
        }
        catch (JsonException error)
        {
            throw new IOException($"'{file}' is no record of a table: {error.Message}", error);
        }
    }

    public void Write(string file) =>
        ContinuedFile.Replace(file, stream => JsonSerializer.Serialize(stream, this, ScoreRecordJson.Default.ScoreRecord));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ScoreRecord))]
internal sealed partial class ScoreRecordJson : JsonSerializerContext;
