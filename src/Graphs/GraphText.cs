using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MLPipeline.Graphs;

/// <summary>Networks, nodes and values as text for people: in error messages, in tests, and to look at.</summary>
internal static class GraphText
{
    public static string Describe(Value value)
    {
        var text = new StringBuilder("%").Append(value.Name);
        if (value.ElementType is { } type) text.Append(' ').Append(type);
        if (value.Shape is { } shape) text.Append(' ').Append(shape);
        return text.ToString();
    }

    public static string Describe(Node node)
    {
        var text = new StringBuilder();
        text.AppendJoin(", ", node.Outputs.Select(output => output is null ? "_" : Describe(output)));
        text.Append(" = ");
        if (node.Domain.Length > 0) text.Append(node.Domain).Append("::");
        text.Append(node.Operator).Append('(');
        text.AppendJoin(", ", node.Inputs.Select(input => input is null ? "_" : "%" + input.Name)).Append(')');
        if (node.Attributes.Count > 0) text.Append(' ').Append(node.Attributes);
        if (node.OuterReferences.Length > 0)
        {
            text.Append(" reads ").AppendJoin(", ", node.OuterReferences.Select(reference => "%" + reference.Value.Name));
        }

        return text.ToString();
    }

    public static string Describe(AttributeMap attributes) =>
        $"{{{string.Join(", ", attributes.Values.Select(pair => $"{pair.Key}={DescribeAttribute(pair.Value)}"))}}}";

    public static string DescribeAttribute(object value) => value switch
    {
        string text => $"\"{text}\"",
        TensorData tensor => tensor.ToString(),
        ImmutableArray<long> items => $"[{string.Join(", ", items)}]",
        ImmutableArray<float> items => $"[{string.Join(", ", items.Select(item => item.ToString(CultureInfo.InvariantCulture)))}]",
        ImmutableArray<string> items => $"[{string.Join(", ", items.Select(item => $"\"{item}\""))}]",
        ImmutableArray<TensorData> items => $"[{string.Join(", ", items)}]",
        OpaqueAttribute opaque => $"<{opaque.Encoded.Length} bytes>",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType().Name,
    };

    public static string Describe(Graph graph)
    {
        var text = new StringBuilder();
        text.Append("graph ").Append(graph.Name).Append(CultureInfo.InvariantCulture, $" (opset {graph.OpsetVersion}");
        foreach (var (domain, version) in graph.OtherDomains) text.Append(CultureInfo.InvariantCulture, $", {domain} {version}");
        text.Append(")\n");
        foreach (var (key, content) in graph.Metadata) text.Append(CultureInfo.InvariantCulture, $"  metadata {key} = {content}\n");
        foreach (var input in graph.Inputs) text.Append("  input ").Append(Describe(input)).Append('\n');
        foreach (var constant in graph.Constants) text.Append("  constant ").Append(Describe(constant)).Append('\n');
        foreach (var node in graph.Nodes) text.Append("  ").Append(Describe(node)).Append('\n');
        text.Append("  return ").AppendJoin(", ", graph.Outputs.Select(output => "%" + output.Name)).Append('\n');
        return text.ToString();
    }
}
