using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLPipeline.Evaluation;

/// <summary>
/// The metrics as JSON. Field names are stable: <c>microAccuracy</c>, <c>microAccuracyInterval</c>, <c>macroAccuracy</c>, <c>logLoss</c>,
/// <c>logLossReduction</c>, <c>topK</c> (null or <c>k</c>, <c>accuracy</c>, <c>accuracyForAllK</c>), <c>macroAverage</c>,
/// <c>weightedAverage</c>, <c>classes</c>, <c>confusionMatrix</c> (rows actual, columns predicted), <c>perClass</c>, <c>calibration</c>,
/// <c>rows</c> (<c>evaluated</c>, <c>ofUnknownClass</c>, <c>droppedUnlabeled</c>, <c>droppedBadScores</c>). Numbers round-trip;
/// NaN and infinity, which JSON lacks, are <c>null</c>: "undefined". <c>docs/evaluation.md</c> shows an example.
/// </summary>
public static class EvaluationJson
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        // Class names of any language stay readable; the text is not meant to be pasted into a script element.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The metrics as one indented JSON object that ends with a newline.</summary>
    public static string ToJson(MulticlassClassificationMetrics metrics)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            WriteFields(json, metrics);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>Writes <see cref="ToJson"/> to a file, UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MulticlassClassificationMetrics metrics, string path) => TextFile.Write(path, ToJson(metrics));

    /// <summary>Writes the fields into the object that <paramref name="json"/> is in, for a larger document.</summary>
    public static void WriteFields(Utf8JsonWriter json, MulticlassClassificationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(metrics);
        Write(json, "microAccuracy", metrics.MicroAccuracy);
        WriteInterval(json, metrics.MicroAccuracyInterval);
        Write(json, "macroAccuracy", metrics.MacroAccuracy);
        Write(json, "logLoss", metrics.LogLoss);
        Write(json, "logLossReduction", metrics.LogLossReduction);
        WriteTopK(json, metrics);
        WriteAverage(json, "macroAverage", metrics.MacroAverage);
        WriteAverage(json, "weightedAverage", metrics.WeightedAverage);
        WriteMatrix(json, metrics.ConfusionMatrix);
        WriteClasses(json, metrics.PerClass);
        WriteCalibration(json, metrics.Calibration);
        json.WriteStartObject("rows");
        json.WriteNumber("evaluated", metrics.RowCount);
        json.WriteNumber("ofUnknownClass", metrics.RowsOfUnknownClass);
        json.WriteNumber("droppedUnlabeled", metrics.DroppedRows.Unlabeled);
        json.WriteNumber("droppedBadScores", metrics.DroppedRows.BadScores);
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, ConfidenceInterval interval)
    {
        json.WriteStartObject("microAccuracyInterval");
        Write(json, "lower", interval.Lower);
        Write(json, "upper", interval.Upper);
        Write(json, "level", interval.Level);
        json.WriteNumber("resamples", interval.Resamples);
        json.WriteNumber("seed", interval.Seed);
        json.WriteEndObject();
    }

    private static void WriteTopK(Utf8JsonWriter json, MulticlassClassificationMetrics metrics)
    {
        if (metrics.TopKAccuracyForAllK is not { } forAllK)
        {
            json.WriteNull("topK");
            return;
        }

        json.WriteStartObject("topK");
        json.WriteNumber("k", metrics.TopKPredictionCount);
        Write(json, "accuracy", metrics.TopKAccuracy);
        json.WriteStartArray("accuracyForAllK");
        foreach (var accuracy in forAllK)
            Write(json, accuracy);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAverage(Utf8JsonWriter json, string name, AverageMetrics average)
    {
        json.WriteStartObject(name);
        Write(json, "precision", average.Precision);
        Write(json, "recall", average.Recall);
        Write(json, "f1", average.F1);
        json.WriteEndObject();
    }

    private static void WriteMatrix(Utf8JsonWriter json, ConfusionMatrix matrix)
    {
        json.WriteStartArray("classes");
        foreach (var name in matrix.ClassNames)
            json.WriteStringValue(name);
        json.WriteEndArray();

        json.WriteStartArray("confusionMatrix");
        foreach (var row in matrix.Counts)
        {
            // One row of counts per line, also with a thousand classes.
            json.WriteRawValue("[" + string.Join(", ", row.Select(count => (long)count)) + "]");
        }

        json.WriteEndArray();
    }

    private static void WriteClasses(Utf8JsonWriter json, IReadOnlyList<ClassMetrics> classes)
    {
        json.WriteStartArray("perClass");
        foreach (var one in classes)
        {
            json.WriteStartObject();
            json.WriteString("name", one.Name);
            Write(json, "precision", one.Precision);
            Write(json, "recall", one.Recall);
            Write(json, "f1", one.F1);
            json.WriteNumber("support", one.Support);
            Write(json, "logLoss", one.LogLoss);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCalibration(Utf8JsonWriter json, Calibration calibration)
    {
        json.WriteStartObject("calibration");
        Write(json, "expectedCalibrationError", calibration.ExpectedCalibrationError);
        json.WriteStartArray("bins");
        foreach (var bin in calibration.Bins)
        {
            json.WriteStartObject();
            Write(json, "lowerBound", bin.LowerBound);
            Write(json, "upperBound", bin.UpperBound);
            json.WriteNumber("count", bin.Count);
            Write(json, "meanConfidence", bin.MeanConfidence);
            Write(json, "accuracy", bin.Accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        Write(json, value);
    }

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
