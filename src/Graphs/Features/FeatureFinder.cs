namespace MLPipeline.Graphs;

/// <summary>
/// Finds where a classifier ends and its features begin: the input of the last dense layer; before a classifier that is a 1x1
/// convolution, that convolution's input; else the result of the last global pooling.
/// </summary>
public static class FeatureFinder
{
    /// <summary>What may stand between the classifying layer and the output: it neither mixes features nor adds another path.</summary>
    private static readonly HashSet<string> BehindClassifier = new(StringComparer.Ordinal)
    {
        "Softmax", "LogSoftmax", "Sigmoid", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Cast", "Dropout", "Relu", "Clip", "Transpose",
        "BatchNormalization", "Add", "Sub", "Mul", "Div", "GlobalAveragePool", "AveragePool", "ReduceMean", "ArgMax", "DequantizeLinear", "QuantizeLinear",
    };

    private static readonly HashSet<string> GlobalPoolings = new(StringComparer.Ordinal) { "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "AveragePool" };

    /// <summary>The features of a classifier.</summary>
    /// <exception cref="GraphFormatException">None can be told; the message lists tensors that could be named instead.</exception>
    public static FeatureTensor Find(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var computed = Computed(graph);
        foreach (var output in graph.Outputs)
        {
            if (ClassifierInput(output, computed) is { } input && FeatureTensor.TryCreate(BeforeDropout(input)) is { } features) return features;
        }

        var pooled = graph.Nodes.Reverse()
            .Where(node => node.Domain.Length == 0 && GlobalPoolings.Contains(node.Operator))
            .Select(node => FeatureTensor.TryCreate(node.Outputs[0]!))
            .FirstOrDefault(features => features is { NeedsPooling: false });
        return pooled ?? throw new GraphFormatException(
            $"Network '{graph.Name}' has no dense layer and no global pooling at its end, so its features must be named. {DescribeCandidates(graph)}");
    }

    /// <summary>The tensor of that name as features.</summary>
    /// <exception cref="GraphFormatException">There is no such tensor, or it cannot serve; the message suggests others.</exception>
    public static FeatureTensor Find(Graph graph, string name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.FindValue(name) is not { } value)
        {
            var near = NearestName.To(name, graph.Nodes.SelectMany(node => node.Outputs).OfType<Value>().Select(output => output.Name), most: 3);
            throw new GraphFormatException($"Network '{graph.Name}' has no tensor '{name}'. Close to it: {string.Join(", ", near.Select(each => $"'{each}'"))}. {DescribeCandidates(graph)}");
        }

        if (!Computed(graph).Contains(value)) throw new GraphFormatException($"'{name}' of network '{graph.Name}' does not depend on the image. {DescribeCandidates(graph)}");
        return FeatureTensor.TryCreate(value) ?? throw new GraphFormatException(
            $"{value} of network '{graph.Name}' cannot serve as features: they are floating-point numbers [N, C], [N, C, H, W] or [N, H, W, C] with known C. {DescribeCandidates(graph)}");
    }

    /// <summary>Names of tensors that can serve as features: the last one of each resolution and what dense layers are applied to, last first.</summary>
    public static IReadOnlyList<string> Candidates(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var computed = Computed(graph);
        var stages = NetworkStages.Of(graph).Select(stage => stage.Last);
        var dense = graph.Nodes.Where(node => node.Is("Gemm") || node.Is("MatMul")).Select(node => node.Inputs[0]!);
        var order = graph.Nodes.SelectMany(node => node.Outputs).OfType<Value>().Select((value, index) => (value, index)).ToDictionary(pair => pair.value, pair => pair.index);
        return
        [
            .. stages.Concat(dense).Distinct()
                .Where(value => order.ContainsKey(value) && computed.Contains(value) && FeatureTensor.TryCreate(value) is not null)
                .OrderByDescending(value => order[value])
                .Select(value => value.Name),
        ];
    }

    private static Value? ClassifierInput(Value output, HashSet<Value> computed)
    {
        var value = output;
        while (value.Producer is { Domain.Length: 0 } node)
        {
            if (node.Operator is "Gemm" or "MatMul" || IsPointwise(node)) return computed.Contains(node.Inputs[1]!) ? null : node.Inputs[0];
            if (!BehindClassifier.Contains(node.Operator)) return null;
            Value[] from = [.. node.Inputs.OfType<Value>().Where(computed.Contains).Distinct()];
            if (from is not [var only]) return null;
            value = only;
        }

        return null;
    }

    private static bool IsPointwise(Node node) =>
        node.Operator == "Conv" && node.Attributes.GetInt("group", 1) == 1
        && node.Inputs[1]!.Shape is { Count: > 2 } weights && weights.Skip(2).All(length => length.Length == 1);

    private static Value BeforeDropout(Value value)
    {
        while (value.Producer is { } node && (node.Is("Dropout") || node.Is("Identity"))) value = node.Inputs[0]!;
        return value;
    }

    /// <summary>Everything that depends on what is put in.</summary>
    private static HashSet<Value> Computed(Graph graph)
    {
        var computed = new HashSet<Value>(graph.Inputs);
        foreach (var node in graph.Nodes)
        {
            if (!node.Needs.Any(computed.Contains)) continue;
            foreach (var output in node.Outputs.OfType<Value>()) computed.Add(output);
        }

        return computed;
    }

    private static string DescribeCandidates(Graph graph) => Candidates(graph) is { Count: > 0 } names
        ? $"Tensors that can serve, the last one first: {string.Join(", ", names.Select(name => $"'{name}' {graph.FindValue(name)!.Shape}"))}."
        : "No tensor of it has a known number of channels; export the network with known shapes.";
}
