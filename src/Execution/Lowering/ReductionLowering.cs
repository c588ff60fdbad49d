using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;

namespace MLPipeline.Execution.Lowering;

/// <summary>ReduceSum and ReduceMean over the pixels of each image, or over everything but the channels.</summary>
internal sealed unsafe class ReductionLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = ["ReduceSum", "ReduceMean"];

    public void Lower(LoweringContext context, Node node)
    {
        var x = context[node.Inputs[0]!];
        var rank = node.Inputs[0]!.Shape!.Count;
        long[] axes = [.. (node.Attributes.GetInts("axes") ?? node.Input(1)?.Constant?.AsSpan<long>().ToArray() ?? []).Select(axis => axis < 0 ? axis + rank : axis).Order()];
        var mean = node.Is("ReduceMean");
        if (rank == 4 && axes.SequenceEqual([2L, 3])) SumPixels(context, node, x, mean);
        else if (!mean && ((rank == 4 && axes.SequenceEqual([0L, 2, 3])) || (rank == 2 && axes.SequenceEqual([0L])))) SumBatch(context, node, x);
        else
        {
            throw new GraphFormatException(
                $"Node '{node.Name}' of network '{context.Graph.Name}' reduces axes {string.Join(", ", axes)} of {node.Inputs[0]!.Shape}; training on the processor knows "
                + "the pixels of each image (2, 3) and, for sums, everything but the channels.");
        }
    }

    /// <summary>One number per image and channel.</summary>
    public static void SumPixels(LoweringContext context, Node node, TensorSlot x, bool mean)
    {
        var target = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.ChannelSum(x.Layout!.Value, perImage: true);
        if (mean) kernel.Factor = 1f / x.Layout.Value.ImagePixels;
        context.Add(new Operation($"{node.Operator} {node.Name}", [x], [target])
        {
            Bind = () =>
            {
                kernel.Source = x.Start;
                kernel.Target = target.Start;
            },
            Run = kernel.Run,
        });
    }

    private static void SumBatch(LoweringContext context, Node node, TensorSlot x)
    {
        var target = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.ChannelSum(x.Layout!.Value, perImage: false);
        context.Add(new Operation($"{node.Operator} {node.Name}", [x], [target])
        {
            Bind = () =>
            {
                kernel.Source = x.Start;
                kernel.Target = target.Start;
            },
            Run = kernel.Run,
        });
    }
}
