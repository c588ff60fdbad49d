namespace MLPipeline.Autodiff;

/// <summary>How the gradients of a node's inputs follow from the gradient of its first result, for one operator or a family that agrees.</summary>
internal abstract class GradientRule
{
    /// <summary>The domain of the operators; empty for the ONNX standard.</summary>
    public virtual string Domain => "";

    /// <summary>The operators of the domain that this rule describes.</summary>
    public abstract IReadOnlyList<string> Operators { get; }

    /// <summary>
    /// Writes the gradients as forward graph code. A gradient may have the stretched shape of the result; it is summed back
    /// afterwards. An input whose gradient is not given has none.
    /// </summary>
    public abstract void Differentiate(GradientContext at);
}
