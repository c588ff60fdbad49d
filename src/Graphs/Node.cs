namespace MLPipeline.Graphs;

/// <summary>One operation of a network: an operator applied to values, with attributes. Immutable.</summary>
public sealed class Node
{
    internal Node(
        string name, string op, string domain, Value?[] inputs, AttributeMap attributes, OuterReference[] outerReferences, string overload)
    {
        Name = name;
        Operator = op;
        Domain = domain;
        Inputs = inputs;
        Attributes = attributes;
        OuterReferences = outerReferences;
        Overload = overload;
    }

    /// <summary>Unique among the nodes of its graph.</summary>
    public string Name { get; }

    /// <summary>The operator's name in its domain, such as <c>Conv</c>.</summary>
    public string Operator { get; }

    /// <summary>Empty for the operators of the ONNX standard, such as <c>com.microsoft</c> for others.</summary>
    public string Domain { get; }

    /// <summary>What the operator is applied to, by position; null where an optional input is left out.</summary>
    public IReadOnlyList<Value?> Inputs { get; }

    /// <summary>The results, by position; null where an optional one is not asked for.</summary>
    public IReadOnlyList<Value?> Outputs { get; internal set; } = [];

    /// <summary>The operator's parameters.</summary>
    public AttributeMap Attributes { get; }

    /// <summary>Which of several functions of one name is meant (ONNX IR 10); empty nearly always.</summary>
    internal string Overload { get; }

    /// <summary>Values of this graph that the node's own nested graphs (If, Loop, Scan) read by name.</summary>
    internal OuterReference[] OuterReferences { get; }

    /// <summary>All values that the node needs: its inputs and what its nested graphs read.</summary>
    internal IEnumerable<Value> Needs
    {
        get
        {
            foreach (var input in Inputs)
            {
                if (input is not null) yield return input;
            }

            foreach (var reference in OuterReferences) yield return reference.Value;
        }
    }

    /// <summary>The input at a position; null when it is left out or the list is shorter.</summary>
    public Value? Input(int index) => index < Inputs.Count ? Inputs[index] : null;

    /// <summary>Whether this is the standard's operator of that name.</summary>
    public bool Is(string standardOperator) => Domain.Length == 0 && Operator == standardOperator;

    /// <summary>Such as <c>%y Float32 [batch, 8] = Gemm(%x, %w, %b) {transB=1}</c>.</summary>
    public override string ToString() => GraphText.Describe(this);
}

/// <summary>A nested graph says <paramref name="NameInside"/> and means <paramref name="Value"/> of the graph around it.</summary>
internal readonly record struct OuterReference(string NameInside, Value Value);
