using MLPipeline.Graphs;

namespace MLPipeline.Quantization;

/// <summary>Everything: nothing is cut off, and one outlier makes the steps of all others coarse.</summary>
internal sealed class MinMaxRange : IRangeRule
{
    public ValueRange Choose(NumberHistogram numbers) => numbers.Range;
}
