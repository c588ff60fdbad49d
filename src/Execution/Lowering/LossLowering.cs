using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Losses;

namespace MLPipeline.Execution.Lowering;

/// <summary>The loss and its gradient.</summary>
internal sealed unsafe class LossLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = [TrainingOperators.SoftmaxCrossEntropy, TrainingOperators.SoftmaxCrossEntropyGradient];

    public void Lower(LoweringContext context, Node node)
    {
        if (node.Operator == TrainingOperators.SoftmaxCrossEntropy)
        {
            Add(context, node.Name, context[node.Inputs[0]!], context.Loss);
            return;
        }

        var loss = context.Loss;
        var target = context.Define(node.Outputs[0]!);
        context.Add(new Operation($"SoftmaxCrossEntropyGradient {node.Name}", [], [target]) { Bind = () => { }, Run = _ => loss.Kernel.Backward(target.Start) });
    }

    /// <summary>Computes loss and probabilities of some logits.</summary>
    public static void Add(LoweringContext context, string name, TensorSlot logits, LossPlace loss)
    {
        var kernel = loss.Kernel = new SoftmaxCrossEntropy(logits.Layout!.Value);
        context.Add(new Operation($"SoftmaxCrossEntropy {name}", [logits], [])
        {
            Bind = () =>
            {
                kernel.Logits = logits.Start;
                kernel.Targets = loss.Targets;
                kernel.Probabilities = loss.Probabilities;
            },
            Run = _ => loss.Value = kernel.Forward(),
        });
    }
}
