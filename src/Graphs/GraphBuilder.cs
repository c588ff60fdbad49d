using System.Collections.Immutable;

namespace MLPipeline.Graphs;

/// <summary>
/// Puts a network together, node by node or by taking over parts of other networks. Types and shapes are worked out as nodes are
/// added. Names are given by one authority, so the same calls make the same graph. Not safe for concurrent use.
/// </summary>
public sealed class GraphBuilder
{
    private readonly NameAuthority _valueNames = new();
    private readonly NameAuthority _nodeNames = new();
    private readonly List<Value> _inputs = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(string, string, string), LocalFunction> _functions = [];
    private readonly string _name;
    private OperatorSets _operatorSets;

    /// <summary>An empty network.</summary>
    /// <param name="name">The network's own name; may be empty.</param>
    /// <param name="opsetVersion">Version of the standard operators that the nodes are written in, 7 to 21.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version is outside of that range.</exception>
    public GraphBuilder(string name = "", int opsetVersion = 17)
        : this(name, OperatorSets.Of(opsetVersion))
    {
    }

    internal GraphBuilder(string name, OperatorSets operatorSets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(operatorSets.Standard, OperatorSets.Oldest, nameof(operatorSets));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(operatorSets.Standard, OperatorSets.Newest, nameof(operatorSets));
        _name = name;
        _operatorSets = operatorSets;
    }

    /// <summary>Version of the standard operators that nodes must be written in.</summary>
    public int OpsetVersion => _operatorSets.Standard;

    internal OperatorSets OperatorSets => _operatorSets;

    /// <summary>An empty network that speaks the operator versions of <paramref name="graph"/>, ready to take over parts of it.</summary>
    public static GraphBuilder Like(Graph graph, string? name = null) => new(name ?? graph.Name, graph.OperatorSets);

    /// <summary>Declares that nodes of another operator domain follow, in a version of it.</summary>
    /// <exception cref="GraphFormatException">The domain is declared in another version already.</exception>
    public void UseDomain(string domain, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        if (_operatorSets.Others.TryGetValue(domain, out var present) && present != version)
        {
            throw new GraphFormatException(
                $"Operators of domain '{domain}' are needed in version {version} and in version {present}; one file holds only one. Convert one of the networks.");
        }

        _operatorSets = _operatorSets with { Others = _operatorSets.Others.SetItem(domain, version) };
    }

    /// <summary>An input of the network; inputs keep the order in which they are declared. The name is kept exactly.</summary>
    /// <param name="name">The name by which the network is fed.</param>
    /// <param name="elementType">What the elements are.</param>
    /// <param name="shape">The dimensions, such as <c>[batch, 3, 224, 224]</c>; null when not even their number is known.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Value Input(string name, ElementType elementType, TensorShape? shape) =>
        Input(name, elementType, shape, default);

    /// <summary>A constant. The name is a wish: a number is put behind it when it is taken.</summary>
    public Value Constant(string name, TensorData data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(data);
        return new Value(this, _valueNames.Take(name))
        {
            Constant = data,
            ElementType = data.ElementType,
            Shape = data.Shape,
            Contents = IntegerTensor.From(data),
        };
    }

    /// <summary>A node with one result.</summary>
    /// <param name="op">The operator, such as <c>Relu</c>.</param>
    /// <param name="inputs">What it is applied to; null where an optional input is left out.</param>
    /// <param name="attributes">The operator's parameters; none by default.</param>
    /// <param name="name">The wished name of the result and the node; by default made from the operator.</param>
    /// <param name="domain">The operator's domain; empty for the standard's own. Others are declared first with <see cref="UseDomain"/>.</param>
    /// <returns>The result, with its type and shape where the operator is known.</returns>
    /// <exception cref="ArgumentException">An input belongs to another graph.</exception>
    /// <exception cref="GraphFormatException">The operator cannot be applied to these shapes or types.</exception>
    public Value Add(string op, IReadOnlyList<Value?> inputs, AttributeMap? attributes = null, string? name = null, string domain = "") =>
        AddMany(op, inputs, 1, attributes, name, domain)[0];

    /// <summary>A node with several results.</summary>
    /// <param name="op">As in <see cref="Add"/>.</param>
    /// <param name="inputs">As in <see cref="Add"/>.</param>
    /// <param name="outputCount">How many results are asked for; at least 1.</param>
    /// <param name="attributes">As in <see cref="Add"/>.</param>
    /// <param name="name">The wished name of the node and of its first result; the others get numbers.</param>
    /// <param name="domain">As in <see cref="Add"/>.</param>
    /// <returns>The results in order.</returns>
    /// <exception cref="ArgumentException">An input belongs to another graph.</exception>
    /// <exception cref="GraphFormatException">The operator cannot be applied to these shapes or types.</exception>
    public IReadOnlyList<Value> AddMany(
        string op, IReadOnlyList<Value?> inputs, int outputCount, AttributeMap? attributes = null, string? name = null, string domain = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputCount);
        var wish = name ?? op;
        var outputs = new string?[outputCount];
        Array.Fill(outputs, wish);
        return AddNode(new NodeDraft(op, domain, inputs, outputs, attributes ?? AttributeMap.Empty) { Name = wish });
    }

    /// <summary>Takes over the part of another network that is needed for some of its values.</summary>
    /// <param name="graph">The other network; it is not changed. Its operator versions must be this builder's (see <see cref="Like"/>).</param>
    /// <param name="replacements">
    /// Values of <paramref name="graph"/> and what stands in for them here: its inputs, or any value inside, at which the network is
    /// then cut. Nothing that only a replaced value needs is taken over.
    /// </param>
    /// <param name="wanted">The values of <paramref name="graph"/> that are needed.</param>
    /// <returns>For every value that was taken over or replaced: the value here. All of <paramref name="wanted"/> are among them.</returns>
    /// <remarks>Names are kept where they are free; otherwise a number is put behind them. Shapes are worked out anew.</remarks>
    /// <exception cref="ArgumentException">A value belongs to another graph than it should.</exception>
    /// <exception cref="GraphFormatException">
    /// An input of the other network is needed and not replaced, a replacement has the wrong type or shape, or the operator versions differ.
    /// </exception>
    public IReadOnlyDictionary<Value, Value> Inline(Graph graph, IReadOnlyDictionary<Value, Value> replacements, params IEnumerable<Value> wanted) =>
        new GraphInliner(this, graph, replacements).Run(wanted);

    /// <summary>
    /// The finished network. What no output needs is left out, except inputs. The builder can go on and build again.
    /// </summary>
    /// <param name="outputs">The results in order, each with the name that it is to have in the finished network.</param>
    /// <param name="metadata">Free text to keep with the network; none by default.</param>
    /// <exception cref="ArgumentException">There is no output, one belongs to another graph, or a name is given twice or belongs to an input.</exception>
    public Graph Build(IReadOnlyList<(string Name, Value Value)> outputs, IReadOnlyDictionary<string, string>? metadata = null) =>
        new GraphAssembler(this, _name, _inputs, _nodes, _functions.Values).Run(
            outputs,
            (metadata ?? ImmutableDictionary<string, string>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal));

    internal Value Input(string name, ElementType? elementType, TensorShape? shape, ReadOnlyMemory<byte> foreignType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_valueNames.TryTake(name)) throw new ArgumentException($"The name '{name}' is taken; inputs keep their names exactly.", nameof(name));
        var input = new Value(this, name) { IsInput = true, ElementType = elementType, Shape = shape, ForeignType = foreignType };
        _inputs.Add(input);
        return input;
    }

    /// <summary>Adds a node as drafted; a null in the drafted outputs is a result not asked for.</summary>
    internal Value[] AddNode(NodeDraft draft)
    {
        ArgumentException.ThrowIfNullOrEmpty(draft.Operator);
        foreach (var input in draft.Inputs.OfType<Value>().Concat(draft.OuterReferences.Select(reference => reference.Value))) RequireOwn(input);
        var node = new Node(
            _nodeNames.Take(draft.Name), draft.Operator, draft.Domain, [.. draft.Inputs], draft.Attributes, draft.OuterReferences, draft.Overload);
        node.Outputs = [.. draft.Outputs.Select(name => name is null ? null : new Value(this, _valueNames.Take(name)) { Producer = node })];
        ShapeInference.Infer(node, OpsetVersion);
        _nodes.Add(node);
        return [.. node.Outputs.OfType<Value>()];
    }

    internal void AddFunction(LocalFunction function)
    {
        var key = (function.Domain, function.Name, function.Overload);
        if (_functions.TryAdd(key, function) || _functions[key].Encoded.Span.SequenceEqual(function.Encoded.Span)) return;
        throw new GraphFormatException($"Two networks define the function '{function.Domain}::{function.Name}' differently; one file holds only one of them.");
    }

    internal void RequireOwn(Value value)
    {
        if (ReferenceEquals(value.Owner, this)) return;
        throw new ArgumentException($"Value '{value.Name}' belongs to another graph. Take it over with Inline first.");
    }
}

/// <summary>What a node is to be, before names are settled.</summary>
internal sealed record NodeDraft(string Operator, string Domain, IReadOnlyList<Value?> Inputs, IReadOnlyList<string?> Outputs, AttributeMap Attributes)
{
    public required string Name { get; init; }

    public string Overload { get; init; } = "";

    public OuterReference[] OuterReferences { get; init; } = [];
}
