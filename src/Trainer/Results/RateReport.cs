using System.Globalization;
using System.Text;
using System.Text.Json;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What a search for the learning rate has found; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record RateReport
{
    public required string Network { get; init; }

    /// <summary>Whether the network is pretrained.</summary>
    public required bool IsBackbone { get; init; }

    public required ClassifierTrainingOptions Options { get; init; }

    public required LearningRateSearchOptions Search { get; init; }

    public required LearningRateCurve Curve { get; init; }

    public required IReadOnlyList<(string Path, string Reason)> Skipped { get; init; }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString(IsBackbone ? "backbone" : "network", Network);
        if (IsBackbone) json.WriteString("unfrozen", Options.Unfreeze.ToString());
        json.WriteNumber("batchSize", Options.BatchSize);
        json.WriteNumber("fromRate", Search.FromRate);
        json.WriteNumber("toRate", Search.ToRate);
        json.WriteNumber("plannedSteps", Curve.PlannedSteps);
        json.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(Curve.End.ToString()));
        WriteRate(json, "valley", Curve.Valley);
        WriteRate(json, "steepest", Curve.Steepest);
        json.WriteStartArray("points");
        foreach (var point in Curve.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("step", point.Step + 1);
            json.WriteNumber("learningRate", point.LearningRate);
            json.WriteNumber("loss", point.Loss);
            json.WriteNumber("smoothedLoss", point.SmoothedLoss);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        UnreadImages.WriteJson(json, Skipped);
        json.WriteEndObject();
    }

    /// <summary>
    /// The points as a table with the columns <c>step,learningRate,loss,smoothedLoss</c>; a file appears whole or not at all.
    /// </summary>
    public void WriteCsv(string path)
    {
        using var file = new OutputFile(path);
        using (var text = new CsvText(file.Stream))
        {
            foreach (var column in (string[])["step", "learningRate", "loss", "smoothedLoss"]) text.Field(column);
            text.EndLine();
            foreach (var point in Curve.Points)
            {
                foreach (var number in (double[])[point.Step + 1, point.LearningRate, point.Loss, point.SmoothedLoss])
                {
                    text.Field(number.ToString("R", CultureInfo.InvariantCulture));
                }

                text.EndLine();
            }
        }

        file.Complete();
    }

    /// <summary>The picture of the points; a file appears whole or not at all.</summary>
    public void WritePlot(string path)
    {
        using var file = new OutputFile(path);
        file.Stream.Write(Encoding.UTF8.GetBytes(LearningRatePlot.ToSvg(Curve)));
        file.Complete();
    }

    private static void WriteRate(Utf8JsonWriter json, string name, LearningRatePoint? point)
    {
        if (point is null) json.WriteNull(name);
        else json.WriteNumber(name, point.LearningRate);
    }
}
