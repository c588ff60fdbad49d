using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Builds the training forward graph of one network, node by node. The network has been checked.</summary>
internal sealed class ForwardRewriting
{
    private readonly Graph _network;
    private readonly HashSet<Value> _trainable;
    private readonly TrainingGraphOptions _options;
    private readonly GraphBuilder _builder;
    private readonly IReadOnlyDictionary<Node, FusedNormalization> _fused;
    private readonly HashSet<Node> _absorbed;
    private readonly Dictionary<Value, Value> _values = [];
    private readonly List<(string Name, Value Next)> _statistics = [];
    private int _dropouts;

    public ForwardRewriting(Graph network, HashSet<Value> trainable, TrainingGraphOptions options)
    {
        _network = network;
        _trainable = trainable;
        _options = options;
        _builder = GraphBuilder.Like(network);
        _builder.UseDomain(TrainingOperators.Domain, TrainingOperators.Version);
        _fused = FusedNormalization.Find(network, IsTrained);
        _absorbed = [.. _fused.Values.SelectMany(fused => new[] { fused.Normalization, fused.Sum }).OfType<Node>()];
    }

    /// <summary>The share of elements that a Dropout drops; 0.5 where it does not say.</summary>
    public static float RatioOf(Node dropout) => dropout.Input(1)?.Constant?.ToFloats()[0] ?? 0.5f;

    public ForwardGraph Run()
    {
        var logits = NetworkCheck.LogitsOf(_network);
        foreach (var input in _network.Inputs) _values.Add(input, _builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var target = _builder.Input(ForwardGraph.TargetName, ElementType.Float32, logits.Shape);

        // Constants take their names before any node does: a parameter's name is kept in every case.
        foreach (var constant in _network.Constants) _values.Add(constant, _builder.Constant(constant.Name, constant.Constant!));
        foreach (var node in _network.Nodes) Rewrite(node);
        var loss = _builder.AddMany(
            TrainingOperators.SoftmaxCrossEntropy, [_values[logits], target], 2, name: ForwardGraph.LossName, domain: TrainingOperators.Domain);

        (string, Value)[] outputs =
        [
            (ForwardGraph.LossName, loss[0]),
            (ForwardGraph.ProbabilitiesName, loss[1]),
            .. _statistics.Select(statistic => (ForwardGraph.NextName(statistic.Name), statistic.Next)),
        ];
        var graph = _builder.Build(outputs, _network.Metadata);
        var unused = _trainable.Select(parameter => parameter.Name).Where(name => graph.FindValue(name)?.Constant is null).Order(StringComparer.Ordinal).ToArray();
        if (unused.Length > 0) throw new GraphFormatException($"Network '{_network.Name}' cannot be trained: {string.Join("; ", unused.Select(name => $"'{name}' does not reach the loss"))}.");
        return new ForwardGraph(
            graph, graph.Constants.Select(constant => constant.Name).Where(IsTrainable), _statistics.Select(statistic => statistic.Name));
    }

    private bool IsTrainable(string constant) => _network.FindValue(constant) is { } value && _trainable.Contains(value);

    private bool IsTrained(Node node) =>
        node.Is("BatchNormalization") && (_trainable.Contains(node.Inputs[1]!) || _trainable.Contains(node.Inputs[2]!));

    private void Rewrite(Node node)
    {
        if (_absorbed.Contains(node)) return;
        if (_fused.TryGetValue(node, out var fused)) Normalize(fused.Normalization, fused.Residual, "relu", node);
        else if (IsTrained(node)) Normalize(node, null, "none", node);
        else if (node.Is("Dropout")) Drop(node);
        else Copy(node);
    }

    private void Normalize(Node normalization, Value? residual, string activation, Node last)
    {
        var attributes = AttributeMap.Empty
            .With("epsilon", normalization.Attributes.GetFloat("epsilon", 1e-5f))
            .With("momentum", normalization.Attributes.GetFloat("momentum", 0.9f))
            .With("activation", activation);
        var inputs = normalization.Inputs.Take(5).Select(Now);
        if (residual is not null) inputs = inputs.Append(Now(residual));
        var results = _builder.AddMany(
            TrainingOperators.BatchNormalizationTraining, [.. inputs], 5, attributes, last.Outputs[0]!.Name, TrainingOperators.Domain);
        _values.Add(last.Outputs[0]!, results[0]);
        _statistics.Add((normalization.Inputs[3]!.Name, results[3]));
        _statistics.Add((normalization.Inputs[4]!.Name, results[4]));
    }

    private void Drop(Node node)
    {
        var (input, ratio) = (Now(node.Inputs[0])!, RatioOf(node));
        if (!_options.Dropout || ratio == 0)
        {
            _values.Add(node.Outputs[0]!, input);
            return;
        }

        var attributes = AttributeMap.Empty.With("ratio", ratio).With("index", _dropouts++);
        var results = _builder.AddMany(TrainingOperators.DropoutTraining, [input], 2, attributes, node.Outputs[0]!.Name, TrainingOperators.Domain);
        _values.Add(node.Outputs[0]!, results[0]);
    }

    private void Copy(Node node)
    {
        var results = _builder.AddMany(
            node.Operator, [.. node.Inputs.Select(Now)], node.Outputs.Count, node.Attributes, node.Outputs[0]!.Name, node.Domain);
        for (var i = 0; i < results.Count; i++)
        {
            if (node.Outputs[i] is { } output) _values.Add(output, results[i]);
        }
    }

    private Value? Now(Value? old) => old is null ? null : _values[old];
}
