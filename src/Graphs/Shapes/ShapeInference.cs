using System.Collections.Frozen;

namespace MLPipeline.Graphs;

/// <summary>The table of shape rules, and its use.</summary>
internal static class ShapeInference
{
    private static readonly ShapeRule[] All =
    [
        new SameShapeRule(), new NormalizationRule(), new BroadcastRule(), new CompareRule(), new WhereRule(), new ConvRule(), new PoolRule(),
        new GlobalPoolRule(), new ReduceRule(), new ArgRule(), new GemmRule(), new MatMulRule(), new FlattenRule(), new ReshapeRule(), new TransposeRule(),
        new SqueezeRule(), new UnsqueezeRule(), new ExpandRule(), new ConcatRule(), new SplitRule(), new SliceRule(), new GatherRule(),
        new PadRule(), new CastRule(), new ShapeOfRule(), new FilledRule(), new ResizeRule(), new BlockRule(), new QuantizationRule(),
    ];

    private static readonly FrozenDictionary<string, ShapeRule> Rules =
        All.SelectMany(rule => rule.Operators.Select(op => KeyValuePair.Create(op, rule))).ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Knows(Node node) => node.Domain.Length == 0 && Rules.ContainsKey(node.Operator);

    /// <summary>Sets the types, shapes and integer contents of the node's results as far as they can be told.</summary>
    public static void Infer(Node node, int opset)
    {
        if (!Knows(node)) return;
        Rules[node.Operator].Infer(new InferenceContext(node, opset));
        if (node.Outputs is [{ } result, ..]) result.Contents = IntegerEvaluator.Evaluate(node, opset);
    }
}
