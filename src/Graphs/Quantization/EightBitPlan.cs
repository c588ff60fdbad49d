namespace MLPipeline.Graphs;

/// <summary>What decides how a network is computed in 8 bits.</summary>
/// <param name="Ranges">By the names of <see cref="EightBitQuantization.Measured"/>; a layer whose range is missing stays as it is.</param>
/// <param name="Floating">Names of nodes that stay as they are.</param>
public sealed record EightBitPlan(IReadOnlyDictionary<string, ValueRange> Ranges, IReadOnlySet<string> Floating)
{
    /// <summary>
    /// Mean of each channel by the same names, <c>[C]</c>, as far as known. With them a layer's bias takes back what the rounding of its weights
    /// adds to its results on average. Source: Nagel et al., "Data-free quantization through weight equalization and bias correction" (2019), 4.2.
    /// </summary>
    public IReadOnlyDictionary<string, float[]> Means { get; init; } = new Dictionary<string, float[]>();
}
