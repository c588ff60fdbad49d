using System.Collections.Frozen;

namespace MLPipeline.Graphs;

/// <summary>The table of shape rules, and its use.</summary>
internal static class ShapeInference
{
    private static readonly ShapeRule[] All =
    [
        new SameShapeRule(), new NormalizationRule(), new BatchNormalizationRule(), new ArithmeticRule(), new BroadcastRule(),
        new CompareRule(), new WhereRule(), new ConvRule(), new PoolRule(), new GlobalPoolRule(), new ReduceRule(), new ArgRule(),
        new GemmRule(), new MatMulRule(), new FlattenRule(), new ReshapeRule(), new TransposeRule(), new SqueezeRule(),
        new UnsqueezeRule(), new ExpandRule(), new ConcatRule(), new SplitRule(), new SliceRule(), new GatherRule(), new PadRule(),
        new CastRule(), new ShapeOfRule(), new FilledRule(), new ResizeRule(), new BlockRule(), new QuantizationRule(),
    ];

    private static readonly FrozenDictionary<string, ShapeRule> Rules =
        All.SelectMany(rule => rule.Operators.Select(op => KeyValuePair.Create(op, rule))).ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Operators => Rules.Keys;

    public static bool Knows(Node node) => node.Domain.Length == 0 && Rules.ContainsKey(node.Operator);

    /// <summary>Sets the types, shapes and integer contents of the node's results as far as they can be told.</summary>
    public static void Infer(Node node, int opset)
    {
        if (!Knows(node)) return;
        var context = new InferenceContext(node, opset);
        var rule = Rules[node.Operator];
        for (var i = 0; i < rule.RequiredInputs; i++)
        {
            if (node.Input(i) is null) throw context.Fault($"input {i} may not be left out; the operator needs {rule.RequiredInputs}.");
        }

        if (node.Outputs is not [not null, ..]) throw context.Fault("its first result has no name.");
        try
        {
            rule.Infer(context);
            node.Outputs[0]!.Contents = IntegerEvaluator.Evaluate(context);
        }
        catch (OverflowException)
        {
            throw context.Fault("its lengths add up to more than 64 bits can hold.");
        }
    }
}
