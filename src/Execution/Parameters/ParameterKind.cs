namespace MLPipeline.Execution;

/// <summary>What a parameter does in its layer; decides whether weight decay applies.</summary>
public enum ParameterKind
{
    /// <summary>The filters of a convolution or the matrix of a dense layer: decays.</summary>
    Weight,

    /// <summary>Added to every pixel of a channel: does not decay.</summary>
    Bias,

    /// <summary>Scale or shift of a normalisation: does not decay.</summary>
    Normalization,

    /// <summary>A running mean or variance: not trained, moved along by training steps.</summary>
    Statistic,
}
