using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// Everything that one training step computes, as one graph: loss, probabilities, the next running statistics, and the gradient of
/// the loss by each trainable parameter. Made by <see cref="Differentiator"/>. Immutable and thread-safe; all values belong to
/// <see cref="Graph"/>.
/// </summary>
public sealed class TrainingGraph
{
    internal TrainingGraph(Graph graph, ForwardGraph forward)
    {
        Graph = graph;
        Target = Find(forward.Target);
        Loss = Find(forward.Loss);
        Probabilities = Find(forward.Probabilities);
        RunningStatistics = [.. forward.RunningStatistics.Select(statistic => new RunningStatistic(Find(statistic.Constant), Find(statistic.Next)))];
        Parameters =
        [
            .. forward.Parameters.Select(parameter => new TrainableParameter(
                parameter.Name, Find(parameter), graph.FindValue(Differentiator.GradientName(parameter))!)),
        ];
    }

    /// <summary>
    /// The graph. Its inputs are those of the network, then <see cref="Target"/>; its outputs are <c>loss</c>, <c>probabilities</c>,
    /// one <c>NAME.next</c> for each running statistic and one <c>NAME.gradient</c> for each parameter, in the order of the lists here.
    /// </summary>
    public Graph Graph { get; }

    /// <summary>The input that says what is right: <c>[batch, K]</c>, Float32; weights of the samples are multiplied in.</summary>
    public Value Target { get; }

    /// <summary>The loss, <c>[]</c>: the weighted sum over the batch, a mean if the target's rows carry 1 / N.</summary>
    public Value Loss { get; }

    /// <summary>The softmax of the logits, <c>[batch, K]</c>.</summary>
    public Value Probabilities { get; }

    /// <summary>What the optimiser changes, in the order in which the network uses it.</summary>
    public IReadOnlyList<TrainableParameter> Parameters { get; }

    /// <summary>What changes without an optimiser: means and variances of the normalisations that are trained.</summary>
    public IReadOnlyList<RunningStatistic> RunningStatistics { get; }

    private Value Find(Value forward) => Graph.FindValue(forward.Name)!;
}

/// <summary>A constant that is trained.</summary>
/// <param name="Name">Its name in the network, such as <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Constant">The constant; its elements are those at the start of training.</param>
/// <param name="Gradient">The gradient of the loss by it, of the same shape.</param>
public sealed record TrainableParameter(string Name, Value Constant, Value Gradient);

/// <summary>A constant that each training step replaces by a value it computes.</summary>
/// <param name="Constant">The constant, <c>[C]</c>; its elements are those at the start of training.</param>
/// <param name="Next">What it is to be in the next step.</param>
public sealed record RunningStatistic(Value Constant, Value Next);
