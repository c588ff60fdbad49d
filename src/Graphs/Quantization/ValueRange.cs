namespace MLPipeline.Graphs;

/// <summary>What the numbers of a tensor were found to lie between; finite, and <paramref name="Low"/> is not above <paramref name="High"/>.</summary>
/// <param name="Low">The smallest number that 8 bits are to hold.</param>
/// <param name="High">The largest one.</param>
public readonly record struct ValueRange(float Low, float High);
