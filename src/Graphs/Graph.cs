using System.Collections.Immutable;

namespace MLPipeline.Graphs;

/// <summary>
/// A network: nodes over values, in an order in which every node comes after those it needs. Immutable and safe to read from any
/// number of threads. Made by <see cref="GraphBuilder.Build"/> or <see cref="OnnxReader"/>; changes are made by building anew.
/// </summary>
public sealed class Graph
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<Value, List<Node>> _consumers = [];

    internal Graph(string name, OperatorSets operatorSets, ImmutableSortedDictionary<string, string> metadata, IReadOnlyList<LocalFunction> functions)
    {
        Name = name;
        OperatorSets = operatorSets;
        Metadata = metadata;
        Functions = functions;
    }

    /// <summary>The network's own name; may be empty.</summary>
    public string Name { get; }

    /// <summary>What is put in, in the file's order. Constants are not among them.</summary>
    public IReadOnlyList<Value> Inputs { get; private set; } = [];

    /// <summary>What comes out, in the file's order.</summary>
    public IReadOnlyList<Value> Outputs { get; private set; } = [];

    /// <summary>All nodes, each after those whose results it needs.</summary>
    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    /// <summary>All constant values, in the order of their first use.</summary>
    public IReadOnlyList<Value> Constants { get; private set; } = [];

    /// <summary>Version of the standard operators (the empty domain), 7 to 21.</summary>
    public int OpsetVersion => OperatorSets.Standard;

    /// <summary>Versions of the other operator domains that the file names, in ordinal order.</summary>
    public IReadOnlyDictionary<string, int> OtherDomains => OperatorSets.Others;

    /// <summary>Free text by key, in ordinal order of the keys (<c>metadata_props</c> of an ONNX file).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    internal OperatorSets OperatorSets { get; }

    /// <summary>Functions that the file defines for itself.</summary>
    internal IReadOnlyList<LocalFunction> Functions { get; }

    /// <summary>The nodes that need a value, in order; each once, however often it uses the value.</summary>
    public IReadOnlyList<Node> ConsumersOf(Value value) => _consumers.TryGetValue(value, out var nodes) ? nodes : [];

    /// <summary>The value of that name, or null. Inputs, constants and results share one set of names.</summary>
    public Value? FindValue(string name) => _values.GetValueOrDefault(name);

    /// <summary>Sizes and costs of the network.</summary>
    /// <param name="batch">The length to take for the first dimension of each value where it is symbolic or unknown.</param>
    public GraphStatistics Statistics(long batch = 1) => GraphStatistics.Of(this, batch);

    /// <summary>The whole network as text, one line per value and node; the same text for the same network.</summary>
    public override string ToString() => GraphText.Describe(this);

    /// <summary>Fills the graph in, once, before anybody sees it.</summary>
    internal void Complete(IReadOnlyList<Value> inputs, IReadOnlyList<Value> constants, IReadOnlyList<Node> nodes, IReadOnlyList<Value> outputs)
    {
        Inputs = inputs;
        Constants = constants;
        Nodes = nodes;
        Outputs = outputs;
        foreach (var value in inputs.Concat(constants)) _values.Add(value.Name, value);
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs)
            {
                if (output is not null) _values.Add(output.Name, output);
            }

            foreach (var needed in node.Needs.Distinct())
            {
                if (!_consumers.TryGetValue(needed, out var nodesOfValue)) _consumers.Add(needed, nodesOfValue = []);
                nodesOfValue.Add(node);
            }
        }
    }
}
