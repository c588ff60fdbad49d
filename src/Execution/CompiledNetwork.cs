using MLPipeline.Autodiff;
using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution;

/// <summary>
/// A network that is trained on the processor: its graph with gradients, compiled to kernels over memory that is taken once. Steps allocate nothing. Not safe
/// for concurrent use.
/// </summary>
public sealed unsafe class CompiledNetwork : ITrainableNetwork
{
    private readonly ParameterRegistry _registry;
    private readonly Workspace _workspace;
    private readonly StepSeed _seed;
    private readonly LossPlace _trainingLoss;
    private readonly LossPlace _evaluationLoss;
    private readonly Operation[] _trainingOperations;
    private readonly Operation[] _evaluationOperations;
    private readonly AlignedMemory _planned;
    private readonly AlignedMemory _images;
    private readonly AlignedMemory _targets;
    private readonly AlignedMemory _probabilities;

    private CompiledNetwork(Graph network, IReadOnlyList<string> trainable, int classCount, ExecutionOptions options, WorkTeam team)
    {
        Team = team;
        BatchSize = options.BatchSize;
        Classes = classCount;
        var shape = ImageShape(network);
        var folded = StridedSlices.Rewrite(new PadResolution().Run(new ConstantFolding().Run(network)));
        var convolutional = new DenseToConvolution().Run(folded);
        RequireOneConstantPerName(folded, convolutional, trainable);
        var step = Differentiator.Differentiate(TrainingGraphBuilder.Build(convolutional, trainable, classCount));

        ImageLength = shape.Channels * shape.ImagePixels;
        _images = new AlignedMemory((long)BatchSize * ImageLength);
        _targets = new AlignedMemory((long)BatchSize * Classes);
        _probabilities = new AlignedMemory((long)BatchSize * Classes);
        _workspace = new Workspace(team.Size);
        _registry = new ParameterRegistry(
            trainable.ToDictionary(
                name => name,
                name => new OriginalParameter(network.FindValue(name)!.Constant!.Dimensions, DenseToConvolution.IsTransposed(folded, name))),
            step.RunningStatistics.Select(statistic => statistic.Constant.Name).ToHashSet());

        var kernels = KernelSet.For(options.VectorWidth);
        var training = new LoweringContext(step.Graph, BatchSize, kernels, _registry, _workspace, options);
        foreach (var parameter in step.Parameters) training.ParameterGradients.Add(parameter.Gradient, parameter.Name);
        _trainingOperations = GraphLowering.LowerTraining(training, step, shape, _images);
        var evaluation = new LoweringContext(convolutional, BatchSize, kernels, _registry, _workspace, options);
        _evaluationOperations = GraphLowering.LowerEvaluation(evaluation, convolutional, shape, _images);

        var planned = Math.Max(MemoryPlan.Make(_trainingOperations), MemoryPlan.Make(_evaluationOperations));
        _registry.Complete();
        _planned = new AlignedMemory(planned);
        _workspace.Allocate();
        (_seed, _trainingLoss, _evaluationLoss) = (training.Seed, training.Loss, evaluation.Loss);
        foreach (var loss in new[] { _trainingLoss, _evaluationLoss })
        {
            loss.Targets = _targets.Start;
            loss.Probabilities = _probabilities.Start;
        }

        foreach (var operation in _trainingOperations.Concat(_evaluationOperations))
        {
            foreach (var slot in operation.Reads.Concat(operation.Writes)) slot.Resolve(_planned.Start);
            operation.Bind();
        }

        PlannedBytes = sizeof(float) * (planned + _workspace.Length + _registry.FrozenLength + Parameters.Values.Length + Parameters.Gradients.Length
            + _images.Length + _targets.Length + _probabilities.Length);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public int ImageLength { get; }

    /// <inheritdoc/>
    public ParameterMemory Parameters => _registry.Memory;

    /// <inheritdoc/>
    public WorkTeam Team { get; }

    /// <inheritdoc/>
    public long PlannedBytes { get; }

    /// <summary>The memory that activations and their gradients share.</summary>
    internal AlignedMemory Planned => _planned;

    /// <inheritdoc/>
    public Span<float> Images => _images.Span(0, (int)_images.Length);

    /// <inheritdoc/>
    public Span<float> Targets => _targets.Span(0, (int)_targets.Length);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Probabilities => _probabilities.Span(0, (int)_probabilities.Length);

    /// <summary>Compiles a network for training.</summary>
    /// <param name="network">
    /// A classifier whose parameters are its constants: one input <c>[batch, C, H, W]</c> (or <c>[batch, F]</c>) with known lengths, one output <c>[batch, K]</c>, logits or their Softmax.
    /// </param>
    /// <param name="trainable">Names of the constants to train; all other constants stay as they are.</param>
    /// <param name="classCount">K.</param>
    /// <param name="options">Batch size and choice of kernels.</param>
    /// <param name="team">The threads that compute; not disposed of with the network.</param>
    /// <exception cref="GraphFormatException">The network cannot be trained like this; the message says why.</exception>
    public static CompiledNetwork Compile(Graph network, IEnumerable<string> trainable, int classCount, ExecutionOptions options, WorkTeam team)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(trainable);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        return new CompiledNetwork(network, [.. trainable.Distinct(StringComparer.Ordinal)], classCount, options, team);
    }

    /// <inheritdoc/>
    public float Step(ulong randomSeed)
    {
        _seed.Value = randomSeed;
        foreach (var operation in _trainingOperations) operation.Run(Team);
        return _trainingLoss.Value;
    }

    /// <inheritdoc/>
    public float Evaluate()
    {
        foreach (var operation in _evaluationOperations) operation.Run(Team);
        return _evaluationLoss.Value;
    }

    /// <summary>The parameters and running statistics as they are now, by name, as the network's constants have them.</summary>
    /// <param name="values">Where they are taken from, in the layout of <see cref="ParameterMemory.Values"/>, such as a moving average; by default from there.</param>
    public IReadOnlyDictionary<string, TensorData> ReadParameters(AlignedMemory? values = null) => Parameters.Slots.ToDictionary(
        slot => slot.Name,
        slot => TensorData.FromFloats(ParameterMemory.Read(slot, values ?? Parameters.Values), [.. slot.Dimensions]),
        StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        _workspace.Dispose();
        _planned.Dispose();
        _images.Dispose();
        _targets.Dispose();
        _probabilities.Dispose();
    }

    /// <summary>The time that each operation of a training step takes, in order, for benchmarks.</summary>
    public IReadOnlyList<(string Operation, TimeSpan Time)> Profile(ulong randomSeed)
    {
        _seed.Value = randomSeed;
        var times = new List<(string, TimeSpan)>();
        foreach (var operation in _trainingOperations)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            operation.Run(Team);
            times.Add((operation.Name, System.Diagnostics.Stopwatch.GetElapsedTime(start)));
        }

        return times;
    }

    /// <summary>Dense layers that share weights get convolutions with weights of their own, which would learn apart.</summary>
    private static void RequireOneConstantPerName(Graph before, Graph after, IReadOnlyList<string> trainable)
    {
        string[] split = [.. trainable.Where(name => UsesOf(before, name) > UsesOf(after, name)).Select(name => $"'{name}'")];
        if (split.Length == 0) return;
        throw new GraphFormatException(
            $"Network '{before.Name}' cannot be trained: {string.Join(", ", split)} {(split.Length == 1 ? "is" : "are")} used by several layers, at least one of them dense. Freeze shared weights, or give each layer its own.");

        static int UsesOf(Graph graph, string name) => graph.FindValue(name) is { } value ? graph.ConsumersOf(value).Count : 0;
    }

    private static TensorLayout ImageShape(Graph network)
    {
        if (network.Inputs is not [{ Shape: { Count: 2 or 4 } shape }] || !shape.Skip(1).All(length => length.IsKnown))
        {
            throw new GraphFormatException(
                $"Network '{network.Name}' must have one input [batch, C, H, W] with known lengths; it has {string.Join(", ", network.Inputs)}.");
        }

        int[] lengths = [.. shape.Skip(1).Select(length => (int)length.Length!.Value)];
        return new TensorLayout(1, lengths[0], lengths.Length == 3 ? lengths[1] : 1, lengths.Length == 3 ? lengths[2] : 1);
    }
}
