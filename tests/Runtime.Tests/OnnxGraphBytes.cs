using MLPipeline.Runtime.Rewriting;

namespace MLPipeline.Runtime.Tests;

/// <summary>A model whose graph gets something more, on the wire.</summary>
internal sealed class OnnxGraphBytes(byte[] model)
{
    /// <summary>The model with one more input of the graph; only its name is said.</summary>
    public byte[] WithInput(string name)
    {
        var input = new WireWriter();
        input.Text(OnnxFields.ValueName, name);
        var written = new WireWriter();
        foreach (var field in new WireReader(model))
        {
            if (field.Number != OnnxFields.ModelGraph)
            {
                written.Raw(field.Whole(model));
                continue;
            }

            var graph = new WireWriter();
            graph.Raw(field.Value(model));
            graph.Bytes(OnnxFields.GraphInput, input.Written);
            written.Bytes(OnnxFields.ModelGraph, graph.Written);
        }

        return written.ToArray();
    }
}
