using MLPipeline.Graphs.Serialization.Protobuf;

namespace MLPipeline.Graphs.Serialization;

/// <summary>Puts the nodes of a file in an order in which each comes after those it needs, and finds what stands in the way of one.</summary>
internal sealed class NodeSorter(string source, IEnumerable<string> givenNames)
{
    private readonly HashSet<string> _given = new(givenNames, StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);

    public static string Describe(string source, NodeProto node) =>
        $"{source}: node '{(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault())}' ({node.OpType})";

    public IReadOnlyList<NodeProto> Sort(IReadOnlyList<NodeProto> nodes)
    {
        foreach (var node in nodes) Register(node);
        var sorted = new List<NodeProto>(nodes.Count);
        var done = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var onPath = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var path = new Stack<(NodeProto Node, IEnumerator<string> Needs)>();
        foreach (var node in nodes)
        {
            Enter(node);
            while (path.TryPeek(out var top))
            {
                if (!top.Needs.MoveNext())
                {
                    path.Pop();
                    onPath.Remove(top.Node);
                    done.Add(top.Node);
                    sorted.Add(top.Node);
                }
                else if (!_given.Contains(top.Needs.Current))
                {
                    if (!_producers.TryGetValue(top.Needs.Current, out var producer))
                    {
                        throw new GraphFormatException(
                            $"{Describe(source, top.Node)} needs '{top.Needs.Current}', which is no input, no initializer and no node's output. The file is damaged or was edited; export it again.");
                    }

                    Enter(producer);
                }
            }
        }

        return sorted;

        void Enter(NodeProto node)
        {
            if (done.Contains(node)) return;
            if (!onPath.Add(node))
            {
                var circle = path.Select(entry => entry.Node).TakeWhile(other => other != node).Append(node).Reverse().Append(node);
                throw new GraphFormatException(
                    $"{source}: nodes need each other in a circle: {string.Join(" -> ", circle.Select(each => $"'{each.Name}' ({each.OpType})"))}. Export the model again.");
            }

            path.Push((node, Needs(node).GetEnumerator()));
        }
    }

    private void Register(NodeProto node)
    {
        if (node.OpType.Length == 0) throw new GraphFormatException($"{Describe(source, node)} names no operator. The file is damaged; export it again.");
        foreach (var output in node.Output.Where(name => name.Length > 0))
        {
            if (_given.Contains(output) || !_producers.TryAdd(output, node))
            {
                throw new GraphFormatException($"{Describe(source, node)} computes '{output}', a name that another value has. Names must be unique; export the model again.");
            }
        }
    }

    private static IEnumerable<string> Needs(NodeProto node) =>
        node.Input.Concat(node.Attribute.SelectMany(NestedGraphs.Of).SelectMany(NestedGraphs.FreeNames)).Where(name => name.Length > 0);
}
