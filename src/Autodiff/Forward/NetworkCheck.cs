using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Looks for everything about a network that stands against training it.</summary>
internal static class NetworkCheck
{
    private static readonly string[] ReservedNames = [ForwardGraph.TargetName, ForwardGraph.LossName, ForwardGraph.ProbabilitiesName];

    /// <exception cref="GraphFormatException">Lists every fault.</exception>
    public static void Require(Graph network, IReadOnlyList<string> trainable, int classCount)
    {
        SupportedOperators.Check(network);
        string[] faults =
        [
            .. OfParameters(network, trainable), .. OfNames(network), .. OfOutput(network, classCount), .. OfNormalizations(network),
            .. OfDropouts(network),
        ];
        if (faults.Length > 0) throw new GraphFormatException($"Network '{network.Name}' cannot be trained: {string.Join("; ", faults)}.");
    }

    /// <summary>The value that the loss is computed from: the output, or what its Softmax is applied to.</summary>
    public static Value LogitsOf(Graph network)
    {
        var value = network.Outputs[0];
        while (value.Producer is { } node && node.Is("Identity")) value = node.Inputs[0]!;
        return value.Producer is { } last && last.Is("Softmax") && last.Attributes.GetInt("axis", -1) is 1 or -1 ? last.Inputs[0]! : value;
    }

    private static IEnumerable<string> OfParameters(Graph network, IReadOnlyList<string> trainable)
    {
        if (trainable.Count == 0) yield return "no trainable parameter is named";
        foreach (var name in trainable)
        {
            if (network.FindValue(name)?.Constant is not { } constant)
            {
                yield return $"there is no parameter '{name}'.{NearestName.Suggestion(name, network.Constants.Select(each => each.Name))}";
            }
            else if (constant.ElementType != ElementType.Float32) yield return $"'{name}' is {constant}; only Float32 can be trained";
        }
    }

    private static IEnumerable<string> OfNames(Graph network) =>
        network.Inputs.Concat(network.Constants).Where(value => IsReserved(value.Name)).Select(value =>
            $"the name '{value.Name}' belongs to a result of training; rename that value");

    private static bool IsReserved(string name) =>
        ReservedNames.Contains(name) || name.EndsWith(".gradient", StringComparison.Ordinal) || name.EndsWith(ForwardGraph.NextName(""), StringComparison.Ordinal);

    private static IEnumerable<string> OfOutput(Graph network, int classCount)
    {
        if (network.Outputs.Count != 1)
        {
            yield return $"it has {network.Outputs.Count} outputs ({string.Join(", ", network.Outputs)}); one is needed";
            yield break;
        }

        var logits = LogitsOf(network);
        if (logits.Shape is not { Count: 2 } shape) yield return $"its output {logits} is not [batch, {classCount}]";
        else if (shape[1].IsKnown && shape[1].Length != classCount) yield return $"it has {shape[1]} classes, {classCount} are needed; replace its last layer first";
    }

    private static IEnumerable<string> OfNormalizations(Graph network)
    {
        var users = new Dictionary<Value, Node>();
        foreach (var node in network.Nodes.Where(node => node.Is("BatchNormalization")))
        {
            if (node.Attributes.GetInt("training_mode") != 0) yield return $"'{node.Name}' was exported in training mode; export the network for inference";
            foreach (var statistic in node.Inputs.Skip(3).OfType<Value>())
            {
                if (statistic.Constant is null) yield return $"the running statistic '{statistic.Name}' of '{node.Name}' is not a constant";
                else if (!users.TryAdd(statistic, node)) yield return $"'{users[statistic].Name}' and '{node.Name}' share the running statistic '{statistic.Name}'";
            }
        }
    }

    private static IEnumerable<string> OfDropouts(Graph network)
    {
        foreach (var node in network.Nodes.Where(node => node.Is("Dropout")))
        {
            if (node.Input(1) is { } given && given.Constant is null) yield return $"the ratio of '{node.Name}' is not a constant";
            else if (ForwardRewriting.RatioOf(node) is var ratio and not (>= 0 and < 1)) yield return $"the ratio of '{node.Name}' is {ratio}; it must be at least 0 and below 1";
            if (node.Outputs.Count > 1 && node.Outputs[1] is { } mask && network.ConsumersOf(mask).Count > 0) yield return $"the mask of '{node.Name}' is used";
        }
    }
}
