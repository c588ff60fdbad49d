using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>
/// Where a model came from, as the JSON text inside its file. It holds nothing that differs between equal runs (no time, path or
/// machine), because equal runs give equal files.
/// </summary>
internal static class Provenance
{
    public static string Describe(TransferResult result)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("program", $"MLPipeline {typeof(Provenance).Assembly.GetName().Version?.ToString(3)}");
            WriteBackbone(json, result);
            WriteData(json, result.Data, result.Skipped);
            WriteOptions(json, result);
            WriteMetrics(json, "validation", result.ValidationMetrics);
            WriteMetrics(json, "test", result.TestMetrics);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteBackbone(Utf8JsonWriter json, TransferResult result)
    {
        json.WriteStartObject("backbone");
        json.WriteString("name", result.Backbone.Name);
        json.WriteString("sha256", result.Backbone.Sha256);
        json.WriteString("source", result.Backbone.Source);
        json.WriteString("licence", result.Backbone.Licence);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, TransferData data, IReadOnlyList<SkippedImage> skipped)
    {
        json.WriteStartObject("data");
        json.WriteString("sha256", HashOf(data));
        json.WriteNumber("images", data.Images.Count);
        foreach (var part in Enum.GetValues<SplitName>())
        {
            json.WriteNumber(part.ToString().ToLowerInvariant(), data.Images.Count(image => image.Part == part));
        }

        json.WriteNumber("skipped", skipped.Count);
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, TransferResult result)
    {
        var options = result.Options.Head;
        json.WriteStartObject("options");
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("epochs", result.Head.History[^1].Epochs);
        json.WriteNumber("bestEpoch", result.Head.BestEpoch + 1);
        json.WriteNumber("batchSize", options.BatchSize);
        json.WriteNumber("learningRate", options.LearningRate);
        json.WriteString("schedule", options.LearningRateScheduler.ToString());
        json.WriteString("optimizer", options.Optimizer.ToString());
        json.WriteNumber("l2", result.Head.L2);
        json.WriteBoolean("balance", options.Balance);
        json.WriteString("earlyStopping", options.EarlyStopping?.ToString());
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, string name, MulticlassClassificationMetrics? metrics)
    {
        if (metrics is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("microAccuracy", metrics.MicroAccuracy);
        json.WriteNumber("macroAccuracy", metrics.MacroAccuracy);
        json.WriteNumber("logLoss", metrics.LogLoss);
        json.WriteEndObject();
    }

    /// <summary>SHA-256 over every image's content, class name and part, whatever the files are called and in whatever order they come.</summary>
    private static string HashOf(TransferData data)
    {
        var entries = data.Images
            .Select(image => string.Create(CultureInfo.InvariantCulture, $"{image.Image.Content} {image.Part} {data.Classes[image.Label]}"))
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var entry in entries)
        {
            var bytes = Encoding.UTF8.GetBytes(entry);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length); // a class name may hold anything, a line end too
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
