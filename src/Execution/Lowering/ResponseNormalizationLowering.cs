using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Normalization;

namespace MLPipeline.Execution.Lowering;

/// <summary>Local response normalisation of the old networks, and its gradient.</summary>
internal sealed unsafe class ResponseNormalizationLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = ["LRN", TrainingOperators.LocalResponseNormalizationGradient];

    public void Lower(LoweringContext context, Node node)
    {
        var isGradient = !node.Is("LRN");
        var x = context[node.Inputs[isGradient ? 1 : 0]!];
        var y = isGradient ? context[node.Inputs[2]!] : context.Define(node.Outputs[0]!);
        var dy = isGradient ? context[node.Inputs[0]!] : null;
        var dx = isGradient ? context.Define(node.Outputs[0]!) : null;
        var kernel = new LocalResponseNormalization(
            x.Layout!.Value,
            (int)node.Attributes.GetInt("size"),
            node.Attributes.GetFloat("alpha", 1e-4f),
            node.Attributes.GetFloat("beta", 0.75f),
            node.Attributes.GetFloat("bias", 1));
        context.Add(new Operation($"{node.Operator} {node.Name}", isGradient ? [x, y, dy!] : [x], [isGradient ? dx! : y])
        {
            Bind = () =>
            {
                kernel.Input = x.Start;
                kernel.Output = y.Start;
                if (isGradient)
                {
                    kernel.OutputGradient = dy!.Start;
                    kernel.InputGradient = dx!.Start;
                }
            },
            Run = team => team.Run(kernel),
        });
        ArithmeticLowering.ClearPadding(context, isGradient ? dx! : y, node.Name);
    }
}
