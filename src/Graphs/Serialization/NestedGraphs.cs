using Google.Protobuf.Collections;
using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>
/// The bodies of If, Loop and Scan. They stay encoded, but they read values of the graph around them by name, so those names have
/// to be known (for dependencies) and changed when the values change theirs.
/// </summary>
internal static class NestedGraphs
{
    public static IEnumerable<GraphProto> Of(AttributeProto attribute) =>
        attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G);

    /// <summary>Names that the graph uses without declaring them, at any depth, in the order of their first use.</summary>
    public static IReadOnlyList<string> FreeNames(GraphProto graph)
    {
        var declared = Declared(graph).ToHashSet(StringComparer.Ordinal);
        var free = new List<string>();
        foreach (var node in graph.Node)
        {
            free.AddRange(node.Input);
            foreach (var attribute in node.Attribute) free.AddRange(Of(attribute).SelectMany(FreeNames));
        }

        free.AddRange(graph.Output.Select(output => output.Name));
        return [.. free.Where(name => name.Length > 0 && !declared.Contains(name)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Names that the graph and those nested in it declare.</summary>
    public static IEnumerable<string> NamesInside(GraphProto graph) =>
        Declared(graph).Concat(graph.Node.SelectMany(node => node.Attribute).SelectMany(Of).SelectMany(NamesInside));

    /// <summary>Puts tensors that lie in other files into the graph itself.</summary>
    public static void Internalize(GraphProto graph, TensorCodec tensors, string place)
    {
        foreach (var tensor in graph.Initializer) tensors.Internalize(tensor, place);
        foreach (var attribute in graph.Node.SelectMany(node => node.Attribute))
        {
            if (attribute.T is not null) tensors.Internalize(attribute.T, place);
            foreach (var tensor in attribute.Tensors) tensors.Internalize(tensor, place);
            foreach (var nested in Of(attribute)) Internalize(nested, tensors, place);
        }
    }

    /// <summary>Gives free names their new names, and names of the graph's own a fresh one where <paramref name="names"/> has them taken.</summary>
    public static void Rename(GraphProto graph, IReadOnlyDictionary<string, string> outerNames, NameAuthority names)
    {
        var scope = new Dictionary<string, string>(outerNames, StringComparer.Ordinal);
        foreach (var name in Declared(graph).ToArray()) scope[name] = names.Take(name);
        foreach (var tensor in graph.Initializer) tensor.Name = Now(tensor.Name);
        foreach (var info in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo)) info.Name = Now(info.Name);
        foreach (var node in graph.Node)
        {
            RenameAll(node.Input);
            RenameAll(node.Output);
            foreach (var nested in node.Attribute.SelectMany(Of)) Rename(nested, scope, names);
        }

        string Now(string name) => scope.GetValueOrDefault(name, name);

        void RenameAll(RepeatedField<string> list)
        {
            for (var i = 0; i < list.Count; i++) list[i] = Now(list[i]);
        }
    }

    private static IEnumerable<string> Declared(GraphProto graph) =>
        graph.Input.Select(input => input.Name)
            .Concat(graph.Initializer.Select(tensor => tensor.Name))
            .Concat(graph.Node.SelectMany(node => node.Output))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);
}
