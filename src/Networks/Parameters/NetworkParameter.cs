using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>What a parameter does in its layer.</summary>
public enum ParameterRole
{
    /// <summary>Multiplied with the input by a convolution or dense layer; what weight decay is for.</summary>
    Weight,

    /// <summary>Added to each channel.</summary>
    Bias,

    /// <summary>Multiplied with a normalised channel.</summary>
    NormalizationScale,

    /// <summary>Added to a normalised channel.</summary>
    NormalizationShift,

    /// <summary>Mean of a channel over past batches: measured, not trained.</summary>
    RunningMean,

    /// <summary>Variance of a channel over past batches: measured, not trained.</summary>
    RunningVariance,

    /// <summary>A constant in some other place, such as a mean that is subtracted from the pixels.</summary>
    Other,
}

/// <summary>A floating-point constant of a network, with at least one dimension.</summary>
/// <param name="Value">The constant; its name is the parameter's.</param>
/// <param name="Role">What it does where it is used first.</param>
/// <param name="Node">The node that uses it first.</param>
public sealed record NetworkParameter(Value Value, ParameterRole Role, Node Node)
{
    /// <summary>Such as <c>layer1.0.conv1.weight</c>.</summary>
    public string Name => Value.Name;

    /// <summary>The elements.</summary>
    public TensorData Data => Value.Constant!;

    /// <summary>Whether it is a running mean or variance, which training measures and does not learn.</summary>
    public bool IsStatistic => Role is ParameterRole.RunningMean or ParameterRole.RunningVariance;

    /// <summary>Such as <c>conv1.weight [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Name} {Data.Shape}";
}
