using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Channels;

namespace MLPipeline.Execution.Lowering;

/// <summary>Concat of channels, Slice and Pad of channels, rows and columns.</summary>
internal sealed unsafe class RegionLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = ["Concat", "Slice", "Pad"];

    public void Lower(LoweringContext context, Node node)
    {
        switch (node.Operator)
        {
            case "Concat":
                LowerConcat(context, node);
                break;
            case "Slice":
                LowerSlice(context, node);
                break;
            default:
                LowerPad(context, node);
                break;
        }
    }

    private static void LowerConcat(LoweringContext context, Node node)
    {
        var rank = node.Outputs[0]!.Shape?.Count ?? 0;
        var axis = node.Attributes.GetInt("axis");
        if ((axis < 0 ? axis + rank : axis) != 1) throw Unsupported(context, node, $"joins along axis {axis}; only channels (1) can be joined");
        var target = context.Define(node.Outputs[0]!);
        var channel = 0;
        foreach (var input in node.Inputs)
        {
            var layout = context[input!].Layout!.Value;
            Copy(context, node, context[input!], target, new CopyBox(layout.Channels, layout.Height, layout.Width) { TargetChannel = channel }, clear: channel == 0);
            channel += layout.Channels;
        }
    }

    private static void LowerSlice(LoweringContext context, Node node)
    {
        var source = context[node.Inputs[0]!];
        var from = source.Layout!.Value;
        var starts = Numbers(context, node, 1);
        var axes = node.Input(3) is null ? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)] : Numbers(context, node, 3);
        if (node.Input(4) is not null && Numbers(context, node, 4).Any(step => step != 1)) throw Unsupported(context, node, "has steps other than 1");
        var offsets = new int[4];
        int[] lengths = [from.Batch, from.Channels, from.Height, from.Width];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = (int)(axes[i] < 0 ? axes[i] + node.Inputs[0]!.Shape!.Count : axes[i]);
            offsets[axis] = (int)Math.Clamp(starts[i] < 0 ? starts[i] + lengths[axis] : starts[i], 0, lengths[axis]);
        }

        if (offsets[0] != 0) throw Unsupported(context, node, "cuts the batch");
        var target = context.Define(node.Outputs[0]!);
        var to = target.Layout!.Value;
        Copy(
            context, node, source, target,
            new CopyBox(to.Channels, to.Height, to.Width) { SourceChannel = offsets[1], SourceRow = offsets[2], SourceColumn = offsets[3] },
            clear: true);
    }

    private static void LowerPad(LoweringContext context, Node node)
    {
        if (node.Attributes.GetString("mode", "constant") != "constant") throw Unsupported(context, node, "does not pad with a constant");
        if (node.Input(2)?.Constant is { } constant && constant.ToFloats()[0] != 0) throw Unsupported(context, node, "does not pad with zeros");
        if (node.Input(3) is not null) throw Unsupported(context, node, "names axes");
        var source = context[node.Inputs[0]!];
        var from = source.Layout!.Value;
        var pads = Numbers(context, node, 1);
        if (pads.Any(pad => pad < 0) || pads[0] != 0) throw Unsupported(context, node, "cuts off, or pads the batch");
        var rank = pads.Length / 2;
        var target = context.Define(node.Outputs[0]!);
        Copy(
            context, node, source, target,
            new CopyBox(from.Channels, from.Height, from.Width) { TargetChannel = (int)pads[1], TargetRow = rank > 2 ? (int)pads[2] : 0, TargetColumn = rank > 3 ? (int)pads[3] : 0 },
            clear: true);
    }

    private static void Copy(LoweringContext context, Node node, TensorSlot source, TensorSlot target, CopyBox box, bool clear)
    {
        var kernel = new RegionCopy(source.Layout!.Value, target.Layout!.Value, box);
        context.Add(new Operation($"{node.Operator} {node.Name}", clear ? [source] : [source, target], [target])
        {
            Bind = () =>
            {
                kernel.Source = source.Start;
                kernel.Target = target.Start;
            },
            Run = team =>
            {
                if (clear) System.Runtime.InteropServices.NativeMemory.Clear(target.Start, (nuint)target.Length * sizeof(float));
                team.Run(kernel);
            },
        });
    }

    private static long[] Numbers(LoweringContext context, Node node, int input) =>
        node.Input(input)?.Constant?.AsSpan<long>().ToArray() ?? throw Unsupported(context, node, $"computes its input {input}");

    private static GraphFormatException Unsupported(LoweringContext context, Node node, string fault) =>
        new($"Node '{node.Name}' ({node.Operator}) of network '{context.Graph.Name}' {fault}; training on the processor does not know that.");
}
