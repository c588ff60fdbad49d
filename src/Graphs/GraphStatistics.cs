namespace MLPipeline.Graphs;

/// <summary>Size and cost of a network.</summary>
/// <param name="Parameters">Floating-point constants that have at least one dimension, counted by element (running means and variances are among them).</param>
/// <param name="MultiplyAdds">Multiplications with addition in Conv, Gemm and MatMul for one run of the batch; bias terms and everything else are not counted.</param>
/// <param name="Uncounted">Names of Conv, Gemm and MatMul nodes whose shapes are not known well enough to be counted.</param>
public sealed record GraphStatistics(long Parameters, long MultiplyAdds, IReadOnlyList<string> Uncounted)
{
    internal static GraphStatistics Of(Graph graph, long batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        var parameters = graph.Constants.Sum(ParametersOf);
        var multiplyAdds = 0L;
        var uncounted = new List<string>();
        foreach (var node in graph.Nodes)
        {
            if (MultiplyAddsOf(node, batch) is { } cost) multiplyAdds += cost;
            else uncounted.Add(node.Name);
        }

        return new GraphStatistics(parameters, multiplyAdds, uncounted);
    }

    internal static long ParametersOf(Value value) =>
        value.Constant is { Dimensions.Count: > 0 } constant && ElementTypes.IsFloating(constant.ElementType) ? constant.Count : 0;

    /// <summary>Multiplications with addition of one node.</summary>
    /// <param name="node">A node; all but Conv, Gemm and MatMul have none.</param>
    /// <param name="batch">Images, where the network leaves their number open.</param>
    /// <returns>Null where a shape is not known.</returns>
    public static long? MultiplyAddsOf(Node node, long batch = 1)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!node.Is("Conv") && !node.Is("Gemm") && !node.Is("MatMul")) return 0;

        // Each element of the result is a sum over so many products.
        var results = CountOf(node.Outputs[0]?.Shape, batch);
        var terms = node.Operator switch
        {
            // The weights are [M, C / group, kH, kW]: one product for each element of one filter.
            "Conv" => node.Input(1)?.Shape is { Count: > 0 } weights && weights[0].Length is > 0 and { } filters ? weights.ElementCount / filters : null,
            "Gemm" => node.Input(1)?.Shape is { Count: 2 } matrix ? matrix[node.Attributes.GetInt("transB") == 0 ? 0 : 1].Length : null,
            _ => node.Input(0)?.Shape is { Count: > 0 } left ? left[^1].Length : null,
        };
        return results * terms;
    }

    private static long? CountOf(TensorShape? shape, long batch) =>
        shape is { Count: > 0 } && !shape[0].IsKnown ? shape.With(0, batch).ElementCount : shape?.ElementCount;
}
