using MLPipeline.Graphs;

namespace MLPipeline.Reference;

/// <summary>One node with the tensors that it is applied to.</summary>
public sealed class ReferenceCall(Node node, IReadOnlyList<ReferenceTensor?> inputs, Func<long, long, bool> keeps)
{
    public Node Node => node;

    public AttributeMap Attributes => node.Attributes;

    public IReadOnlyList<ReferenceTensor?> Inputs => inputs;

    /// <summary>Whether element i of dropout node n is kept.</summary>
    public Func<long, long, bool> Keeps => keeps;

    public ReferenceTensor this[int index] => Optional(index) ?? throw new ArgumentException($"{node}: input {index} is missing.");

    public ReferenceTensor? Optional(int index) => index < inputs.Count ? inputs[index] : null;

    /// <summary>Whole numbers from an attribute, or from the input that took its place in a later opset.</summary>
    public long[]? Integers(string attribute, int input) => Attributes.GetInts(attribute)?.ToArray() ?? Optional(input)?.ToIntegers();
}

/// <summary>Computes all results of a node.</summary>
public delegate ReferenceTensor[] ReferenceOperator(ReferenceCall call);
