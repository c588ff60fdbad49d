using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Interpretation;

namespace MLPipeline.Trainer;

/// <summary>What a model gets wrong; the field names of its JSON are an interface (docs/json.md).</summary>
/// <param name="Evaluation">Its figures.</param>
/// <param name="Labels">The model's classes.</param>
/// <param name="Images">The images it was measured with; rows are places in this list.</param>
/// <param name="TopLosses">Where it is worst, the highest loss first.</param>
/// <param name="Confusions">The most confused pairs of classes, most images first.</param>
internal sealed record InterpretReport(
    EvaluateReport Evaluation,
    IReadOnlyList<string> Labels,
    IReadOnlyList<LabeledImage> Images,
    IReadOnlyList<RowLoss> TopLosses,
    IReadOnlyList<ConfusedPair> Confusions)
{
    /// <summary>How activation maps of <see cref="TopLosses"/> were computed; null where they could not be.</summary>
    public ActivationMethod? Method { get; init; }

    /// <summary>Names of the files written.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    public LabeledImage ImageOf(RowLoss row) => Images[(int)row.Row];

    public string PredictionOf(RowLoss row) => Labels[row.Predicted];

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Evaluation.WriteFields(json);
        json.WriteStartArray("topLosses");
        foreach (var row in TopLosses) WriteLoss(json, row);
        json.WriteEndArray();
        json.WriteStartArray("mostConfused");
        foreach (var confusion in Confusions) WriteConfusion(json, confusion);
        json.WriteEndArray();
        var method = Method switch
        {
            ActivationMethod.DenseWeights => "dense-weights",
            ActivationMethod.Gradients => "gradients",
            _ => null,
        };
        json.WriteString("activationMaps", method);
        json.WriteStartArray("files");
        foreach (var file in Files) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteLoss(Utf8JsonWriter json, RowLoss row)
    {
        json.WriteStartObject();
        json.WriteString("path", ImageOf(row).RelativePath);
        json.WriteString("actual", ImageOf(row).Label);
        json.WriteString("predicted", PredictionOf(row));
        json.WriteNumber("loss", row.Loss);
        json.WriteNumber("probability", row.Probability);
        json.WriteNumber("confidence", row.Confidence);
        json.WriteEndObject();
    }

    private void WriteConfusion(Utf8JsonWriter json, ConfusedPair confusion)
    {
        json.WriteStartObject();
        json.WriteString("actual", confusion.Classes.ActualName);
        json.WriteString("predicted", confusion.Classes.PredictedName);
        json.WriteNumber("images", confusion.Classes.Count);
        json.WriteNumber("share", confusion.Classes.Share);
        json.WriteStartArray("examples");
        foreach (var row in confusion.Examples) json.WriteStringValue(ImageOf(row).RelativePath);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>Images of one class that were taken for one other.</summary>
/// <param name="Classes">Which ones, and how often.</param>
/// <param name="Examples">Some of the images, the highest loss first.</param>
internal sealed record ConfusedPair(ClassConfusion Classes, IReadOnlyList<RowLoss> Examples);
