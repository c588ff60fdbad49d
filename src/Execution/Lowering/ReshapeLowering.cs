using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Channels;
using MLPipeline.Kernels.Elementwise;

namespace MLPipeline.Execution.Lowering;

/// <summary>Other dimensions for the same elements: nothing to do between <c>[N, C]</c> and <c>[N, C, 1, 1]</c>; images and rows are exchanged element by element.</summary>
internal sealed unsafe class ReshapeLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Dropout", "Expand"];

    public void Lower(LoweringContext context, Node node)
    {
        if (node.Is("Expand"))
        {
            LowerExpand(context, node);
            return;
        }

        var source = context[node.Inputs[0]!];
        var result = node.Outputs[0]!;
        if (context.ParameterGradients.TryGetValue(result, out var parameter))
        {
            CopyTo(context, node, source, context.Parameters.Gradient(parameter));
            return;
        }

        if (source.Layout is not { } from || result.Shape is not { Count: 2 or 4 })
        {
            context.Alias(result, source);
            return;
        }

        var to = context.LayoutOf(result);
        if (to == from) context.Alias(result, source);
        else if (to is { Height: 1, Width: 1 } && to.Channels == from.Channels * from.ImagePixels) Flatten(context, node, source, toRows: true);
        else if (from is { Height: 1, Width: 1 } && from.Channels == to.Channels * to.ImagePixels) Flatten(context, node, source, toRows: false);
        else
        {
            throw new GraphFormatException(
                $"Node '{node.Name}' of network '{context.Graph.Name}' makes {result.Shape} of {node.Inputs[0]!.Shape}; training on the processor knows only images and rows.");
        }
    }

    private static void Flatten(LoweringContext context, Node node, TensorSlot source, bool toRows)
    {
        var target = context.Define(node.Outputs[0]!);
        var kernel = new FlattenKernel((toRows ? source : target).Layout!.Value, toRows);
        context.Add(new Operation($"{node.Operator} {node.Name}", [source], [target])
        {
            Bind = () =>
            {
                kernel.Source = source.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        });
        ArithmeticLowering.ClearPadding(context, target, node.Name);
    }

    private static void CopyTo(LoweringContext context, Node node, TensorSlot source, TensorSlot target)
    {
        context.Set(node.Outputs[0]!, target);
        var kernel = context.Kernels.Elementwise(ElementOperation.Copy, Math.Min(source.Length, target.Length));
        context.Add(new Operation($"{node.Operator} {node.Name}", [source], [target])
        {
            Bind = () =>
            {
                kernel.A = source.Start;
                kernel.B = source.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        });
    }

    /// <summary>One number per image and channel, spread over the pixels.</summary>
    private static void LowerExpand(LoweringContext context, Node node)
    {
        var source = context[node.Inputs[0]!];
        var target = context.Define(node.Outputs[0]!);
        var layout = target.Layout!.Value;
        if (source.Layout is not { Height: 1, Width: 1 } from || from.Channels != layout.Channels) throw context.Unknown(node.Inputs[0]!);
        var kernel = context.Kernels.ChannelBroadcast(ElementOperation.Add, layout, perImage: true);
        context.Add(new Operation($"Expand {node.Name}", [source], [target])
        {
            Bind = () =>
            {
                kernel.PerChannel = source.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        });
    }
}
