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
        new SoftmaxCrossEntropyRule(), new BatchNormalizationTrainingRule(), new BatchNormalizationGradientRule(), new DropoutTrainingRule(),
        new ConvInputGradientRule(), new ConvWeightGradientRule(), new MaxPoolGradientRule(), new AveragePoolGradientRule(),
        new ElementwiseGradientRule(),
        new EightBitConvRule(), new EightBitAddRule(), new EightBitConcatRule(), new EightBitPoolRule(), new EightBitGemmRule(),
    ];

    private static readonly FrozenDictionary<(string Domain, string Operator), ShapeRule> Rules =
        All.SelectMany(rule => rule.Operators.Select(op => KeyValuePair.Create((rule.Domain, op), rule))).ToFrozenDictionary();

    public static IEnumerable<(string Domain, string Operator)> Operators => Rules.Keys;

    public static bool Knows(Node node) => Rules.ContainsKey((node.Domain, node.Operator));

    /// <summary>Sets the types, shapes and integer contents of the node's results as far as they can be told.</summary>
    public static void Infer(Node node, int opset)
    {
        if (!Knows(node)) return;
        var context = new InferenceContext(node, opset);
        var rule = Rules[(node.Domain, node.Operator)];
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
