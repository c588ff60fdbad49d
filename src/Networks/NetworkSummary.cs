using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>One node of a network, with what it costs.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Operator">As in ONNX; operators of other domains with the domain, <c>com.microsoft::FusedConv</c>.</param>
/// <param name="Shape">The shape of its first result; null when it is not known.</param>
/// <param name="Parameters">Trained numbers that it is the first to use.</param>
/// <param name="Statistics">Running means and variances that it is the first to use.</param>
/// <param name="MultiplyAdds">For one image; 0 for all but Conv, Gemm and MatMul, null when a shape is not known.</param>
public sealed record LayerSummary(string Name, string Operator, TensorShape? Shape, long Parameters, long Statistics, long? MultiplyAdds);

/// <summary>The layers of a network and what they cost.</summary>
/// <param name="Layers">All nodes in order.</param>
public sealed record NetworkSummary(IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>Trained numbers: what networks are published with.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Running means and variances, which are kept with the parameters and not trained.</summary>
    public long Statistics => Layers.Sum(layer => layer.Statistics);

    /// <summary>Multiplications with addition for one image, as far as shapes are known.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds ?? 0);

    /// <summary>Summarises any network, built here or read from a file.</summary>
    public static NetworkSummary Of(Graph graph)
    {
        var parameters = NetworkParameters.Of(graph).ToLookup(parameter => parameter.Node);
        return new NetworkSummary([.. graph.Nodes.Select(node => new LayerSummary(
            node.Name,
            node.Domain.Length == 0 ? node.Operator : $"{node.Domain}::{node.Operator}",
            node.Outputs[0]?.Shape,
            parameters[node].Where(parameter => !parameter.IsStatistic).Sum(parameter => parameter.Data.Count),
            parameters[node].Where(parameter => parameter.IsStatistic).Sum(parameter => parameter.Data.Count),
            GraphStatistics.MultiplyAddsOf(node)))]);
    }
}
