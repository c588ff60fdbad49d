namespace MLPipeline.Graphs;

/// <summary>How the types and shapes of an operator's results follow from its inputs, for one operator or a family that agrees.</summary>
internal abstract class ShapeRule
{
    /// <summary>The domain of the operators; empty for the ONNX standard, opset 7 to 21.</summary>
    public virtual string Domain => "";

    /// <summary>The operators of the domain that this rule describes.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>How many inputs, from the first one on, may not be left out.</summary>
    public virtual int RequiredInputs => 1;

    /// <summary>Sets what can be told about the results; says nothing about what cannot, and refuses what cannot be right.</summary>
    public abstract void Infer(InferenceContext context);
}
