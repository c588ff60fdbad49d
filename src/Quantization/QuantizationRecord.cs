using System.Text.Json.Nodes;

namespace MLPipeline.Quantization;

/// <summary>What a model file says about how it was made smaller: the field <c>quantization</c> of its provenance (docs/model-format.md).</summary>
/// <param name="Weights"><c>int8</c> or <c>float16</c>.</param>
/// <param name="From">SHA-256 of the model file it was made of, lower-case hexadecimal.</param>
/// <param name="MetricsOf">Which images the figures are of: test, validation, train or all.</param>
/// <param name="AccuracyBefore">Share of them that the model it was made of classifies rightly.</param>
/// <param name="AccuracyAfter">The same for this one.</param>
/// <param name="Agreement">Share of them that both put into the same class.</param>
public sealed record QuantizationRecord(string Weights, string From, string MetricsOf, double AccuracyBefore, double AccuracyAfter, double Agreement)
{
    /// <summary>How ranges were chosen; null where nothing was calibrated.</summary>
    public string? Calibration { get; init; }

    /// <summary>Images that ranges were measured on.</summary>
    public int Images { get; init; }

    /// <summary>The seed that chose them.</summary>
    public int Seed { get; init; }

    /// <summary>Layers that stayed in floats because they hurt.</summary>
    public IReadOnlyList<string> FloatLayers { get; init; } = [];

    /// <summary>The provenance of a model with this record in it, in place of an older one.</summary>
    /// <param name="provenance">The model's own provenance, a JSON object; null where it has none.</param>
    public string AddTo(string? provenance)
    {
        var whole = provenance is null ? [] : JsonNode.Parse(provenance)!.AsObject();
        var record = new JsonObject
        {
            ["weights"] = Weights,
            ["from"] = From,
        };
        if (Calibration is not null)
        {
            record["calibration"] = Calibration;
            record["images"] = Images;
            record["seed"] = Seed;
            record["floatLayers"] = new JsonArray([.. FloatLayers.Select(layer => (JsonNode)layer)]);
        }

        record["metricsOf"] = MetricsOf;
        record["accuracyBefore"] = AccuracyBefore;
        record["accuracyAfter"] = AccuracyAfter;
        record["agreement"] = Agreement;
        whole["quantization"] = record;
        return whole.ToJsonString();
    }
}
