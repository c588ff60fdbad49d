namespace MLPipeline.Quantization;

/// <summary>What a layer costs in 8 bits.</summary>
/// <param name="Layer">The node's name.</param>
/// <param name="Gain">
/// How much smaller the divergence of the answers is, in nats, when this layer alone stays in floats. Below 0 by chance: roundings
/// of two layers may cancel.
/// </param>
public sealed record LayerEffect(string Layer, double Gain);
