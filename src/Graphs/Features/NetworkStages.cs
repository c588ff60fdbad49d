namespace MLPipeline.Graphs;

/// <summary>The part of a network that works at one spatial resolution.</summary>
/// <param name="Last">The last tensor of that resolution: what to name in order to cut the network there.</param>
/// <param name="Shape">The last tensor's shape.</param>
/// <param name="Nodes">How many nodes belong to the stage.</param>
/// <param name="Parameters">Parameters of these nodes, each counted where it is used first (see <see cref="GraphStatistics.Parameters"/>).</param>
public sealed record NetworkStage(Value Last, TensorShape Shape, int Nodes, long Parameters);

/// <summary>A summary of a network, for people who look for a place to cut it.</summary>
public static class NetworkStages
{
    /// <summary>
    /// The stages in order: maps by height and width, then what comes after them. A small side branch (the pooled one of squeeze
    /// and excitation) belongs to the larger resolution around it. Empty when no tensor has a known rank of 2 or 4.
    /// </summary>
    public static IReadOnlyList<NetworkStage> Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var resolutions = graph.Nodes.Select(ResolutionOf).ToArray();
        var spans = Spans(resolutions);
        var stages = new List<NetworkStage>();
        var counted = new HashSet<Value>();
        var (nodes, parameters, start) = (0, 0L, 0);
        for (var i = 0; i < resolutions.Length; i++)
        {
            nodes++;
            parameters += graph.Nodes[i].Needs.Where(counted.Add).Sum(GraphStatistics.ParametersOf);
            if (i + 1 < resolutions.Length && StageAt(spans, i + 1) == StageAt(spans, i)) continue;
            if (LastOf(graph, resolutions, spans, start, i) is { } last)
            {
                stages.Add(new NetworkStage(last, last.Shape!, nodes, parameters));
                (nodes, parameters) = (0, 0);
            }

            start = i + 1;
        }

        return stages;
    }

    private static Value? LastOf(Graph graph, Resolution?[] resolutions, List<Span> spans, int start, int end)
    {
        var stage = StageAt(spans, end);
        for (var i = end; i >= start; i--)
        {
            if (resolutions[i] is { } resolution && resolution == stage) return graph.Nodes[i].Outputs[0];
        }

        return null;
    }

    /// <summary>From the first to the last node of each resolution.</summary>
    private static List<Span> Spans(Resolution?[] resolutions) =>
    [
        .. resolutions.Select((resolution, index) => (resolution, index)).Where(pair => pair.resolution is not null)
            .GroupBy(pair => pair.resolution!.Value)
            .Select(group => new Span(group.Key, group.Min(pair => pair.index), group.Max(pair => pair.index))),
    ];

    private static Resolution? StageAt(List<Span> spans, int index) =>
        spans.Where(span => span.First <= index && index <= span.Last).OrderByDescending(span => span.Resolution.Area).Select(span => (Resolution?)span.Resolution).FirstOrDefault();

    private static Resolution? ResolutionOf(Node node)
    {
        if (node.Outputs is not [{ ElementType: { } type, Shape: { } shape }, ..] || !ElementTypes.IsFloating(type)) return null;
        if (shape.Count == 2) return new Resolution(Dimension.Of(0), Dimension.Of(0));
        if (shape.Count != 4) return null;
        return FeatureTensor.LayoutOf(shape) is FeatureLayout.ChannelsLast or FeatureLayout.PooledChannelsLast
            ? new Resolution(shape[1], shape[2])
            : new Resolution(shape[2], shape[3]);
    }

    private readonly record struct Resolution(Dimension Height, Dimension Width)
    {
        public long Area => (Height.Length ?? int.MaxValue) * (Width.Length ?? int.MaxValue);
    }

    private readonly record struct Span(Resolution Resolution, int First, int Last);
}
