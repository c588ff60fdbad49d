namespace MLPipeline.Graphs;

/// <summary>What decides how a network is computed in 8 bits.</summary>
/// <param name="Ranges">By the names of <see cref="EightBitQuantization.Measured"/>; a layer whose range is missing stays as it is.</param>
/// <param name="Floating">Names of nodes that stay as they are.</param>
public sealed record EightBitPlan(IReadOnlyDictionary<string, ValueRange> Ranges, IReadOnlySet<string> Floating);
