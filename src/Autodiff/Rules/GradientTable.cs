using System.Collections.Frozen;
using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>
/// What is known about the gradient of each operator: a rule, that it is zero, or that there is none. An operator without an entry
/// is an error. Valid for opset 13 to 21: before 13, ReduceSum, Squeeze and Unsqueeze have their axes as attributes, and Softmax
/// means something else.
/// </summary>
internal static class GradientTable
{
    public const int OldestOpset = 13;
    public const int NewestOpset = 21;

    private static readonly GradientRule[] All =
    [
        new AddGradient(), new SubtractGradient(), new MultiplyGradient(), new DivideGradient(), new ReluGradient(), new ClipGradient(),
        new LeakyReluGradient(), new SigmoidGradient(), new HardSigmoidGradient(), new HardSwishGradient(), new SoftmaxGradient(),
        new ConvGradient(), new BatchNormalizationGradient(), new BatchNormalizationTrainingGradient(), new LocalResponseNormalizationGradient(),
        new MaxPoolGradient(), new AveragePoolGradient(), new GlobalAveragePoolGradient(), new ReduceSumGradient(), new ReduceMeanGradient(),
        new GemmGradient(), new MatMulGradient(), new ReshapeGradient(), new TransposeGradient(), new ConcatGradient(), new SliceGradient(),
        new PadGradient(), new DropoutTrainingGradient(), new SoftmaxCrossEntropyGradient(),
    ];

    /// <summary>
    /// Their results are whole numbers that do not follow their inputs smoothly, or (ConstantOfShape) follow none at all.
    /// Gather and Cast are zero only where they give whole numbers.
    /// </summary>
    private static readonly FrozenSet<string> Zero = FrozenSet.Create(StringComparer.Ordinal, "Shape", "Size", "ConstantOfShape", "Gather", "Cast");

    /// <summary>Choices, comparisons and steps: a loss behind them has no gradient that could train anything.</summary>
    private static readonly FrozenSet<string> NotDifferentiable = FrozenSet.Create(
        StringComparer.Ordinal,
        "ArgMax", "ArgMin", "TopK", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Not", "And", "Or", "Xor", "Sign", "Floor",
        "Ceil", "Round", "Hardmax", "NonZero", "OneHot", "QuantizeLinear", "DequantizeLinear");

    private static readonly FrozenDictionary<(string Domain, string Operator), GradientRule> Rules =
        All.SelectMany(rule => rule.Operators.Select(op => KeyValuePair.Create((rule.Domain, op), rule))).ToFrozenDictionary();

    /// <summary>The operators that have a rule.</summary>
    public static IEnumerable<(string Domain, string Operator)> Operators => Rules.Keys;

    /// <summary>Whether no gradient flows through the node although it depends on its inputs.</summary>
    public static bool IsZero(Node node) =>
        node.Domain.Length == 0 && Zero.Contains(node.Operator)
        && (node.Operator == "ConstantOfShape" || node.Outputs[0]?.ElementType is ElementType.Int64 or ElementType.Int32 or ElementType.Bool);

    /// <summary>Why the node has no rule, or null when it has one.</summary>
    public static string? FaultOf(Node node)
    {
        if (Rules.ContainsKey((node.Domain, node.Operator))) return null;
        var what = $"{(node.Domain.Length == 0 ? "" : node.Domain + "::")}{node.Operator} '{node.Name}'";
        return node.Domain.Length == 0 && NotDifferentiable.Contains(node.Operator)
            ? $"{what} is not differentiable"
            : $"{what} has no entry in the table of gradients";
    }

    /// <summary>The rule of a node without a fault.</summary>
    public static GradientRule RuleOf(Node node) => Rules[(node.Domain, node.Operator)];

    /// <summary>Passes when the table speaks about the graph's operators.</summary>
    /// <exception cref="GraphFormatException">The opset is outside 13 to 21.</exception>
    public static void RequireOpset(Graph graph)
    {
        if (graph.OpsetVersion is >= OldestOpset and <= NewestOpset) return;
        throw new GraphFormatException(
            $"Network '{graph.Name}' is written in opset {graph.OpsetVersion}; gradients are known for {OldestOpset} to {NewestOpset}. "
            + "Export it again with one of those (17 is a good choice).");
    }
}
