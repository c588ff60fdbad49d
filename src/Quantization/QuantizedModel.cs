using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>A model in 8 bits, not written yet.</summary>
/// <param name="Network">With the names, inputs and outputs of the model it was made of, and its metadata.</param>
/// <param name="Layers">The layers computed in 8 bits, in the order of the network.</param>
/// <param name="Floating">The layers that stayed in floats because they hurt, the worst first.</param>
/// <param name="Effects">What each layer costs, the worst first; empty where all is well and nothing had to be measured.</param>
/// <param name="Images">Calibration images that could be read.</param>
/// <param name="Agreement">Share of them that keep their class.</param>
/// <param name="Divergence">Mean divergence of their probabilities, in nats.</param>
public sealed record QuantizedModel(
    Graph Network,
    IReadOnlyList<string> Layers,
    IReadOnlyList<string> Floating,
    IReadOnlyList<LayerEffect> Effects,
    int Images,
    double Agreement,
    double Divergence)
{
    /// <summary>The ranges and means that were found, with no layer in floats.</summary>
    public required EightBitPlan Plan { get; init; }
}
