using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>A node as a <see cref="GradientRule"/> sees it, and the words in which the rule writes.</summary>
internal sealed class GradientContext(GraphBuilder builder, Graph graph, Node node, IReadOnlyDictionary<Value, Value> copies)
{
    private string _name = node.Name + ".gradient";

    /// <summary>dY: the gradient of the loss by the node's first result, of its shape.</summary>
    public required Value OutputGradient { get; init; }

    /// <summary>Whether dY is the constant 1 because the node's first result is the loss itself.</summary>
    public required bool IsSeed { get; init; }

    /// <summary>Whether the gradient by a value of the graph is asked for or leads to one that is.</summary>
    public required Predicate<Value> IsWanted { private get; init; }

    /// <summary>Takes a gradient of a value of the graph.</summary>
    public required Action<Value, Value> Receive { private get; init; }

    public AttributeMap Attributes => node.Attributes;

    public int InputCount => node.Inputs.Count;

    /// <summary>The forward value at an input; null when it is left out.</summary>
    public Value? OptionalInput(int index) => node.Input(index) is { } input ? copies[input] : null;

    /// <summary>The forward value at an input that is there.</summary>
    public Value Input(int index) => OptionalInput(index) ?? throw Fault($"input {index} is missing");

    /// <summary>A forward result that is there.</summary>
    public Value Output(int index) =>
        index < node.Outputs.Count && node.Outputs[index] is { } output
            ? copies[output]
            : throw Fault($"result {index} is needed for the gradient and not asked for");

    /// <summary>Whether the input is trained or depends on something that is, so that it must not be taken for a constant.</summary>
    public bool Varies(int input) => node.Input(input) is { } value && IsWanted(value);

    /// <summary>The gradient of an input, written only when something needs it.</summary>
    public void Give(int input, Func<Value> gradient)
    {
        if (node.Input(input) is not { } value || !IsWanted(value)) return;
        _name = Differentiator.GradientName(value);
        Receive(value, gradient());
    }

    /// <summary>A node of the ONNX standard.</summary>
    public Value Add(string op, IReadOnlyList<Value?> inputs, AttributeMap? attributes = null) => builder.Add(op, inputs, attributes, _name);

    /// <summary>A node of the training domain.</summary>
    public Value AddTraining(string op, IReadOnlyList<Value?> inputs, AttributeMap? attributes = null) => AddTraining(op, inputs, 1, attributes)[0];

    /// <summary>A node of the training domain with several results.</summary>
    public IReadOnlyList<Value> AddTraining(string op, IReadOnlyList<Value?> inputs, int outputCount, AttributeMap? attributes = null) =>
        builder.AddMany(op, inputs, outputCount, attributes, _name, TrainingOperators.Domain);

    public Value Constant(string name, TensorData data) => builder.Constant($"{_name}.{name}", data);

    public Value Integers(string name, params ReadOnlySpan<long> numbers) => builder.Integers($"{_name}.{name}", numbers);

    public Value Sum(Value value, params ReadOnlySpan<long> axes) => builder.Sum(value, axes, keepDimensions: false, _name);

    /// <summary>The same elements in another shape, of whose lengths at most one may be open.</summary>
    public Value Reshape(Value value, TensorShape shape) =>
        builder.Reshape(value, shape, _name) ?? throw Fault($"'{value.Name}' cannot be reshaped to {shape} as long as so many lengths are open");

    public Value ReshapeLike(Value value, Value like) => builder.ReshapeLike(value, like, _name);

    /// <summary>The whole numbers of an attribute, or of the input that took its place in a later opset; null when neither is there.</summary>
    /// <exception cref="GraphFormatException">The input is computed.</exception>
    public long[]? Numbers(string attribute, int input)
    {
        if (Attributes.GetInts(attribute) is { } numbers) return [.. numbers];
        if (node.Input(input) is not { } value) return null;
        return value.Constant?.ToInt64s() ?? throw Fault($"'{value.Name}' ({attribute}) must be a constant; run ConstantFolding on the network first");
    }

    /// <summary>The number of dimensions of a forward value.</summary>
    public int RankOf(Value value) => value.Shape?.Count ?? throw Fault($"the shape of '{value.Name}' must be known");

    /// <summary>A length of a forward value.</summary>
    public long LengthOf(Value value, int axis) =>
        axis < RankOf(value) && value.Shape![axis].Length is { } length
            ? length
            : throw Fault($"'{value.Name}' has the shape {value.Shape}; its length along axis {axis} must be known");

    /// <summary>The lengths of <c>[N, C, spatial…]</c> behind the channels.</summary>
    public long[] SpatialLengthsOf(Value value) => [.. Enumerable.Range(2, Math.Max(0, RankOf(value) - 2)).Select(axis => LengthOf(value, axis))];

    /// <summary>An axis counted from the front.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    /// <summary>An error that shows the node.</summary>
    public GraphFormatException Fault(string message) =>
        new($"Network '{graph.Name}': {node.Operator} '{node.Name}' cannot be differentiated: {message}. The node is: {node}");
}
