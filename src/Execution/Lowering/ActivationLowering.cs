using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Elementwise;

namespace MLPipeline.Execution.Lowering;

/// <summary>Activations and their gradients. A Relu behind a convolution becomes part of it.</summary>
internal sealed unsafe class ActivationLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } =
    [
        "Relu", "Clip", "LeakyRelu", "Sigmoid", "HardSigmoid", "HardSwish", TrainingOperators.ReluGradient, TrainingOperators.ClipGradient,
        TrainingOperators.LeakyReluGradient, TrainingOperators.SigmoidGradient, TrainingOperators.HardSigmoidGradient, TrainingOperators.HardSwishGradient,
    ];

    public void Lower(LoweringContext context, Node node)
    {
        var a = context[node.Inputs[0]!];
        if (node.Is("Relu") && context.HasOneUse(node.Inputs[0]!) && context.WriterOf(a)?.Convolution is { Target: null } convolution)
        {
            convolution.FuseRelu();
            context.Alias(node.Outputs[0]!, a);
            return;
        }

        var isGradient = node.Operator.EndsWith("Gradient", StringComparison.Ordinal);
        var b = isGradient ? context[node.Inputs[1]!] : null;
        var target = context.Define(node.Outputs[0]!);
        var operation = Enum.Parse<ElementOperation>(node.Operator);
        var (p, q) = Parameters(context, node, operation);
        var length = target.Length;
        var kernel = context.Kernels.Elementwise(operation, length);
        (kernel.P, kernel.Q) = (p, q);
        var added = context.Add(new Operation($"{node.Operator} {node.Name}", b is null ? [a] : [a, b], [target])
        {
            Bind = () =>
            {
                kernel.A = a.Start;
                kernel.B = b is null ? a.Start : b.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        });
        added.InPlace.Add((target, a));
        if (!MapsZeroToZero(operation, p, q)) ArithmeticLowering.ClearPadding(context, target, node.Name);
    }

    private static bool MapsZeroToZero(ElementOperation operation, float p, float q) => operation switch
    {
        ElementOperation.Clip => p <= 0 && q >= 0,
        ElementOperation.Sigmoid or ElementOperation.HardSigmoid => false,
        _ => true,
    };

    private static (float P, float Q) Parameters(LoweringContext context, Node node, ElementOperation operation) => operation switch
    {
        ElementOperation.Clip => (Bound(context, node, 1, "min", float.NegativeInfinity), Bound(context, node, 2, "max", float.PositiveInfinity)),
        ElementOperation.ClipGradient => (Bound(context, node, 2, "min", float.NegativeInfinity), Bound(context, node, 3, "max", float.PositiveInfinity)),
        ElementOperation.LeakyRelu or ElementOperation.LeakyReluGradient => (node.Attributes.GetFloat("alpha", 0.01f), 0),
        ElementOperation.HardSigmoid or ElementOperation.HardSigmoidGradient => (node.Attributes.GetFloat("alpha", 0.2f), node.Attributes.GetFloat("beta", 0.5f)),
        _ => (0, 0),
    };

    /// <summary>A bound of Clip: an input, before opset 11 an attribute.</summary>
    private static float Bound(LoweringContext context, Node node, int input, string attribute, float otherwise)
    {
        if (node.Input(input) is not { } value) return node.Attributes.GetFloat(attribute, otherwise);
        return value.Constant?.ToFloats()[0]
            ?? throw new GraphFormatException($"A bound of '{node.Name}' in network '{context.Graph.Name}' is computed; training needs constant bounds.");
    }
}
