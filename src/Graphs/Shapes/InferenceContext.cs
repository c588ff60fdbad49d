namespace MLPipeline.Graphs;

/// <summary>A node as a <see cref="ShapeRule"/> sees it.</summary>
internal sealed class InferenceContext(Node node, int opset)
{
    public Node Node => node;

    public AttributeMap Attributes => node.Attributes;

    public int Opset => opset;

    public ElementType? Type(int input) => node.Input(input)?.ElementType;

    public TensorShape? Shape(int input) => node.Input(input)?.Shape;

    public void Set(int output, ElementType? type, TensorShape? shape)
    {
        if (output >= node.Outputs.Count || node.Outputs[output] is not { } value) return;
        value.ElementType = type;
        value.Shape = shape;
    }

    /// <summary>Numbers that are an attribute in older opsets and an input in newer ones; null when they are not given or not known yet.</summary>
    public IReadOnlyList<long>? Ints(string attribute, int input) =>
        Attributes.GetInts(attribute) ?? node.Input(input)?.Contents?.ToNumbers();

    /// <summary>Whether those numbers are given at all, known or not.</summary>
    public bool HasInts(string attribute, int input) => Attributes.Contains(attribute) || node.Input(input) is not null;

    /// <summary>An axis counted from the front; negative ones count from the back.</summary>
    public int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Fault($"axis {axis} does not exist in a tensor of {rank} dimensions.");

    /// <summary>An error that shows the node and all its shapes.</summary>
    public GraphFormatException Fault(string message)
    {
        var inputs = node.Inputs.Select(input => input is null ? "_" : GraphText.Describe(input));
        return new GraphFormatException($"{node.Operator} '{node.Name}' over ({string.Join(", ", inputs)}) {node.Attributes}: {message}");
    }
}
