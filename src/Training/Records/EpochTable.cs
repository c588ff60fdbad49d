using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLPipeline.Training;

/// <summary>
/// The figures of epochs as text: a line per epoch, as comma-separated values or as JSON. Columns and fields are <c>epoch</c> (from 1),
/// <c>trainLoss</c>, <c>trainAccuracy</c>, <c>validationLoss</c>, <c>validationAccuracy</c>, <c>learningRate</c>, <c>momentum</c>,
/// <c>seconds</c>, <c>imagesPerSecond</c>, <c>residentBytes</c>, <c>best</c> (true or false), and the accuracy of each class: a column
/// <c>accuracy:CLASS</c>, in JSON an object <c>classAccuracies</c>. Numbers are invariant and read back as the same; what is undefined is
/// empty, in JSON null.
/// </summary>
public static class EpochTable
{
    private static readonly string[] Columns =
    [
        "epoch", "trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy", "learningRate", "momentum",
        "seconds", "imagesPerSecond", "residentBytes", "best",
    ];

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole table as CSV after RFC 4180, lines ending in a line feed, the first with the columns' names.</summary>
    /// <param name="classes">The classes' names in the order of <see cref="NetworkEpoch.ClassAccuracies"/>.</param>
    /// <param name="history">The epochs in their order.</param>
    public static string ToCsv(IReadOnlyList<string> classes, IEnumerable<NetworkEpoch> history)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(history);
        return string.Concat(history.Select(CsvLine).Prepend(CsvHeading(classes)));
    }

    /// <summary>Writes <see cref="ToCsv"/> to a file in UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyList<string> classes, IEnumerable<NetworkEpoch> history)
    {
        var text = Encoding.UTF8.GetBytes(ToCsv(classes, history));
        WholeFile.Write(path, stream => stream.Write(text));
    }

    internal static string CsvHeading(IReadOnlyList<string> classes) =>
        string.Join(',', [.. Columns, .. classes.Select(name => Quoted($"accuracy:{name}"))]) + "\n";

    internal static string CsvLine(NetworkEpoch epoch) =>
        string.Join(',', [.. Values(epoch), .. epoch.ClassAccuracies.Select(accuracy => Text(accuracy))]) + "\n";

    internal static string JsonLine(IReadOnlyList<string> classes, NetworkEpoch epoch)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Json))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Columns.Zip(Values(epoch))) Write(json, name, value);
            json.WriteStartObject("classAccuracies");
            foreach (var (name, accuracy) in classes.Zip(epoch.ClassAccuracies)) Write(json, name, Text(accuracy));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static string?[] Values(NetworkEpoch epoch) =>
    [
        Text(epoch.Epoch + 1),
        Text(epoch.Train.Loss),
        Text(epoch.Train.Accuracy),
        Text(epoch.Validation?.Loss),
        Text(epoch.Validation?.Accuracy),
        Text(epoch.LearningRate),
        Text(epoch.Momentum),
        Text(epoch.Duration.TotalSeconds),
        Text(epoch.ImagesPerSecond),
        Text(epoch.ResidentBytes),
        epoch.IsBest ? "true" : "false",
    ];

    /// <summary>As both CSV and JSON have it; null where there is no number.</summary>
    private static string? Text(double? number) =>
        number is { } value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value ?? "null");
    }

    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
