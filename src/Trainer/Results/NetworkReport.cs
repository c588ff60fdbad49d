using System.Text.Json;
using MLPipeline.Graphs;
using MLPipeline.Networks;

namespace MLPipeline.Trainer;

/// <summary>What <c>network show</c> shows; the field names of its JSON are an interface (docs/json.md).</summary>
internal sealed record NetworkReport(Graph Graph, NetworkSummary Summary, IReadOnlyList<ParameterStage> Stages)
{
    public static long TrainedIn(ParameterStage stage) => stage.Parameters.Where(parameter => !parameter.IsStatistic).Sum(parameter => parameter.Data.Count);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Graph.Name);
        json.WriteNumber("parameters", Summary.Parameters);
        json.WriteNumber("statistics", Summary.Statistics);
        json.WriteNumber("multiplyAdds", Summary.MultiplyAdds);
        WriteInputs(json);
        WriteLayers(json);
        WriteStages(json);
        json.WriteEndObject();
    }

    private void WriteInputs(Utf8JsonWriter json)
    {
        json.WriteStartArray("inputs");
        foreach (var input in Graph.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", input.Name);
            WriteShape(json, input.Shape);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteLayers(Utf8JsonWriter json)
    {
        json.WriteStartArray("layers");
        foreach (var layer in Summary.Layers)
        {
            json.WriteStartObject();
            json.WriteString("name", layer.Name);
            json.WriteString("operator", layer.Operator);
            WriteShape(json, layer.Shape);
            json.WriteNumber("parameters", layer.Parameters);
            json.WriteNumber("statistics", layer.Statistics);
            if (layer.MultiplyAdds is { } count) json.WriteNumber("multiplyAdds", count);
            else json.WriteNull("multiplyAdds");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteStages(Utf8JsonWriter json)
    {
        json.WriteStartArray("stages");
        foreach (var stage in Stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Name);
            json.WriteNumber("parameters", TrainedIn(stage));
            json.WriteStartArray("names");
            foreach (var parameter in stage.Parameters) json.WriteStringValue(parameter.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Known lengths as numbers, symbols as text, unknown lengths as null; null when not even the number of dimensions is known.</summary>
    private static void WriteShape(Utf8JsonWriter json, TensorShape? shape)
    {
        if (shape is null)
        {
            json.WriteNull("shape");
            return;
        }

        json.WriteStartArray("shape");
        foreach (var dimension in shape)
        {
            if (dimension.Length is { } length) json.WriteNumberValue(length);
            else json.WriteStringValue(dimension.Symbol);
        }

        json.WriteEndArray();
    }
}
