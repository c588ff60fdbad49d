using System.Collections.Immutable;

namespace MLPipeline.Graphs;

/// <summary>Makes the immutable graph from what a builder has gathered: only what the outputs need, with its final names.</summary>
internal sealed class GraphAssembler(
    GraphBuilder builder, string name, IReadOnlyList<Value> inputs, IReadOnlyList<Node> nodes, IEnumerable<LocalFunction> functions)
{
    private readonly Dictionary<Value, Value> _finished = [];
    private readonly Dictionary<Value, string> _outputNames = [];
    private readonly List<Value> _constants = [];
    private NameAuthority _names = null!;

    public Graph Run(IReadOnlyList<(string Name, Value Value)> outputs, ImmutableSortedDictionary<string, string> metadata)
    {
        if (outputs.Count == 0) throw new ArgumentException("A network needs at least one output.", nameof(outputs));
        foreach (var (_, value) in outputs) builder.RequireOwn(value);
        _names = ReserveOutputNames(outputs);

        var graph = new Graph(name, builder.OperatorSets, metadata, [.. functions]);
        var finishedInputs = inputs.Select(input => Finish(graph, input, null)).ToArray();
        var kept = new List<Node>();
        foreach (var node in NeededNodes(outputs)) kept.Add(Finish(graph, node));

        // An input or constant, or one value under two names, can only be an output by way of a node.
        var finishedOutputs = new List<Value>();
        var used = new HashSet<Value>();
        foreach (var (outputName, value) in outputs)
        {
            var finished = Finish(graph, value, null);
            if (finished.Name != outputName || !used.Add(finished))
            {
                finished = Copy(graph, finished, outputName, kept);
            }

            finishedOutputs.Add(finished);
        }

        graph.Complete(finishedInputs, _constants, kept, finishedOutputs);
        return graph;
    }

    private NameAuthority ReserveOutputNames(IReadOnlyList<(string Name, Value Value)> outputs)
    {
        var names = new NameAuthority();
        foreach (var input in inputs) names.TryTake(input.Name);
        foreach (var (outputName, value) in outputs)
        {
            ArgumentException.ThrowIfNullOrEmpty(outputName, nameof(outputs));
            if (value.IsInput && value.Name == outputName) continue;
            if (!names.TryTake(outputName)) throw new ArgumentException($"The name '{outputName}' is given to two outputs or belongs to an input.", nameof(outputs));
            if (!value.IsInput && value.Constant is null) _outputNames.TryAdd(value, outputName);
        }

        return names;
    }

    private IEnumerable<Node> NeededNodes(IReadOnlyList<(string Name, Value Value)> outputs)
    {
        var needed = new HashSet<Node>();
        var open = new Stack<Value>(outputs.Select(output => output.Value));
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || !needed.Add(node)) continue;
            foreach (var input in node.Needs) open.Push(input);
        }

        return nodes.Where(needed.Contains);
    }

    private Node Finish(Graph graph, Node node)
    {
        Value?[] nodeInputs = [.. node.Inputs.Select(input => input is null ? null : Finish(graph, input, null))];
        OuterReference[] outer = [.. node.OuterReferences.Select(reference => reference with { Value = Finish(graph, reference.Value, null) })];
        var finished = new Node(node.Name, node.Operator, node.Domain, nodeInputs, node.Attributes, outer, node.Overload);
        finished.Outputs = [.. node.Outputs.Select(output => output is null ? null : Finish(graph, output, finished))];
        return finished;
    }

    private Value Finish(Graph graph, Value value, Node? producer)
    {
        if (_finished.TryGetValue(value, out var finished)) return finished;
        var finishedName = value.IsInput ? value.Name
            : _outputNames.TryGetValue(value, out var outputName) ? outputName
            : _names.Take(value.Name);
        finished = new Value(graph, finishedName)
        {
            Producer = producer,
            Constant = value.Constant,
            IsInput = value.IsInput,
            ElementType = value.ElementType,
            Shape = value.Shape,
            Contents = value.Contents,
            ForeignType = value.ForeignType,
        };
        _finished.Add(value, finished);
        if (finished.Constant is not null) _constants.Add(finished);
        return finished;
    }

    private static Value Copy(Graph graph, Value value, string copyName, List<Node> kept)
    {
        var nodeNames = new NameAuthority();
        foreach (var node in kept) nodeNames.TryTake(node.Name);
        var identity = new Node(nodeNames.Take(copyName), "Identity", "", [value], AttributeMap.Empty, [], "");
        var copy = new Value(graph, copyName)
        {
            Producer = identity,
            ElementType = value.ElementType,
            Shape = value.Shape,
            Contents = value.Contents,
            ForeignType = value.ForeignType,
        };
        identity.Outputs = [copy];
        kept.Add(identity);
        return copy;
    }
}
