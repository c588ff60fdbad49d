using MLPipeline.Graphs;

namespace MLPipeline.Interpretation;

/// <summary>Finds what the softmax at a network's end is applied to.</summary>
internal static class ClassLogits
{
    /// <summary>Of the output of that name, or of the first one; the output itself where there is no softmax.</summary>
    public static Value Find(Graph graph, string scoreOutput)
    {
        var value = graph.Outputs.FirstOrDefault(output => output.Name == scoreOutput) ?? graph.Outputs[0];
        while (value.Producer is { } node && node.Is("Identity")) value = node.Inputs[0]!;
        return value.Producer is { } last && last.Is("Softmax") ? last.Inputs[0]! : value;
    }
}
