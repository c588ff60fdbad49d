namespace MLPipeline.Graphs;

/// <summary>
/// One tensor of a network: an input, a constant, or the result of a node. It belongs to the <see cref="Graph"/> or the
/// <see cref="GraphBuilder"/> that made it, and is the same object wherever it is used.
/// </summary>
public sealed class Value
{
    internal Value(object owner, string name)
    {
        Owner = owner;
        Name = name;
    }

    /// <summary>Unique among the values of its graph; the tensor's name in an ONNX file.</summary>
    public string Name { get; }

    /// <summary>What the elements are, or null when that is not known (or the value is not a tensor).</summary>
    public ElementType? ElementType { get; internal set; }

    /// <summary>The dimensions, or null when not even their number is known.</summary>
    public TensorShape? Shape { get; internal set; }

    /// <summary>The node that computes this value; null for inputs and constants.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>The elements of a constant; null for everything that is computed or put in.</summary>
    public TensorData? Constant { get; internal init; }

    /// <summary>Whether the value is put into the network from outside.</summary>
    public bool IsInput { get; internal init; }

    /// <summary>What the value's whole numbers are known to be, although it is computed: lengths taken from shapes and sums over them.</summary>
    internal IntegerTensor? Contents { get; set; }

    /// <summary>The encoded ONNX type of a value that is not a tensor (a sequence, a map), kept to be written again.</summary>
    internal ReadOnlyMemory<byte> ForeignType { get; set; }

    internal object Owner { get; }

    /// <summary>Such as <c>%logits Float32 [batch, 10]</c>.</summary>
    public override string ToString() => GraphText.Describe(this);
}
