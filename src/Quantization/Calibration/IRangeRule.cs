using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>Chooses what 8 bits are to hold of a tensor. What lies outside is cut off to the nearest end. Thread-safe.</summary>
internal interface IRangeRule
{
    /// <summary>The range for numbers that were counted.</summary>
    ValueRange Choose(NumberHistogram numbers);
}
