using MLPipeline.Runtime;

namespace MLPipeline.Interpretation;

/// <summary>How classes are looked for in an image.</summary>
public sealed record LocalizerOptions
{
    /// <summary>
    /// What a response must be above to count, as a share of the largest response of its class on the image: 0 to below 1. Relative,
    /// because logits have no scale of their own: it grows with the length of the training. 0.5 by default, where boxes of residual and of dilated networks
    /// were better than at lower shares (docs/looking.md has the figures). B. Zhou et al. ("Learning Deep Features for Discriminative Localization",
    /// 2016, section 3.2) cut class activation maps at 0.2.
    /// </summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Where the network is computed; <see cref="ComputeDevice.Auto"/> by default.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    internal void Validate()
    {
        if (!(Threshold is >= 0 and < 1))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Threshold is {Threshold}; it must be at least 0 and below 1: a share of the largest response."));
        }
    }
}
