using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// What a network computes while it learns, before differentiation: its batch normalisations use the batch's statistics, its dropout
/// drops, and a loss is at its end. Made by <see cref="TrainingGraphBuilder"/>. Immutable and thread-safe; all values belong to
/// <see cref="Graph"/>.
/// </summary>
public sealed class ForwardGraph
{
    internal ForwardGraph(Graph graph, IEnumerable<string> parameters, IEnumerable<string> statistics)
    {
        Graph = graph;
        Target = Find(TargetName);
        Loss = Find(LossName);
        Probabilities = Find(ProbabilitiesName);
        Parameters = [.. parameters.Select(Find)];
        RunningStatistics = [.. statistics.Select(name => new RunningStatistic(Find(name), Find(NextName(name))))];
    }

    /// <summary>The graph. Outputs: <c>loss</c>, <c>probabilities</c>, then one <c>NAME.next</c> for each running statistic.</summary>
    public Graph Graph { get; }

    /// <summary>The last input, <c>target [batch, K]</c>, Float32.</summary>
    public Value Target { get; }

    /// <summary>The loss, <c>[]</c>.</summary>
    public Value Loss { get; }

    /// <summary>The softmax of the logits, <c>[batch, K]</c>.</summary>
    public Value Probabilities { get; }

    /// <summary>The constants to be trained, in the order in which the network uses them.</summary>
    public IReadOnlyList<Value> Parameters { get; }

    /// <summary>Means and variances of the normalisations that are trained, in the order of the nodes.</summary>
    public IReadOnlyList<RunningStatistic> RunningStatistics { get; }

    internal const string TargetName = "target";
    internal const string LossName = "loss";
    internal const string ProbabilitiesName = "probabilities";

    internal static string NextName(string statistic) => statistic + ".next";

    private Value Find(string name) => Graph.FindValue(name)!;
}
