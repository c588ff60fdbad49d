using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution.Lowering;

/// <summary>Add, Sub, Mul and Div of two tensors, of a tensor and one number per channel, of a tensor and a number.</summary>
internal sealed unsafe class ArithmeticLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } = ["Add", "Sub", "Mul", "Div"];

    public void Lower(LoweringContext context, Node node)
    {
        var (a, b) = (node.Inputs[0]!, node.Inputs[1]!);
        var operation = Operation(node.Operator);
        var commutes = node.Operator is "Add" or "Mul";
        if (b.Constant is { Count: 1 } number) LowerScalar(context, node, a, operation, number.ToFloats()[0]);
        else if (commutes && a.Constant is { Count: 1 } first) LowerScalar(context, node, b, operation, first.ToFloats()[0]);
        else if (IsPerChannel(context, b, a)) LowerPerChannel(context, node, a, b, operation);
        else if (commutes && IsPerChannel(context, a, b)) LowerPerChannel(context, node, b, a, operation);
        else LowerSame(context, node, a, b, operation);
    }

    /// <summary>Sets what fills the last block of channels up back to zero, after a function that does not map 0 to 0.</summary>
    public static void ClearPadding(LoweringContext context, TensorSlot target, string name)
    {
        if (target.Layout is not { } layout || layout.Channels % layout.BlockWidth == 0) return;
        var padding = new PaddingKernel(layout);
        context.Add(new Operation($"Padding {name}", [], [target]) { Bind = () => padding.Target = target.Start, Run = team => team.Run(padding) });
    }

    private static ElementOperation Operation(string op) => op switch
    {
        "Add" => ElementOperation.Add,
        "Sub" => ElementOperation.Subtract,
        "Mul" => ElementOperation.Multiply,
        _ => ElementOperation.Divide,
    };

    private static void LowerSame(LoweringContext context, Node node, Value first, Value second, ElementOperation operation)
    {
        var a = context[first];
        var b = context[second];
        if (a.Length != b.Length) throw Unsupported(context, node);
        if (operation == ElementOperation.Add && TryAccumulate(context, node, first, second)) return;
        var target = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.Elementwise(operation, target.Length);
        var added = context.Add(new Operation($"{node.Operator} {node.Name}", [a, b], [target])
        {
            Bind = () =>
            {
                kernel.A = a.Start;
                kernel.B = b.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        });
        added.InPlace.Add((target, a));
        added.InPlace.Add((target, b));
        if (operation == ElementOperation.Divide) ClearPadding(context, target, node.Name);
    }

    /// <summary>
    /// The sum of two gradients, one of which a convolution has just computed and nobody else needs: the convolution adds its results to the other one.
    /// </summary>
    private static bool TryAccumulate(LoweringContext context, Node node, Value first, Value second)
    {
        foreach (var (own, other) in new[] { (second, first), (first, second) })
        {
            var (slot, sum) = (context[own], context[other]);
            if (!context.HasOneUse(own) || !context.HasOneUse(other) || !sum.IsPlanned || context.ParameterGradients.ContainsKey(node.Outputs[0]!)) continue;
            if (context.WriterOf(slot) is not { Convolution: { Target: null } convolution } writer || context.WriterOf(sum) is not { } source) continue;
            if (own.Producer!.Operator != TrainingOperators.ConvInputGradient || context.Operations.IndexOf(source) > context.Operations.IndexOf(writer)) continue;
            convolution.AccumulateInto(sum);
            writer.Reads.Add(sum);
            writer.Writes.Clear();
            writer.Writes.Add(sum);
            context.Alias(node.Outputs[0]!, sum);
            return true;
        }

        return false;
    }

    private static void LowerScalar(LoweringContext context, Node node, Value tensor, ElementOperation operation, float number)
    {
        var a = context[tensor];
        var target = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.Elementwise(ElementOperation.Scale, target.Length);
        (kernel.P, kernel.Q) = operation switch
        {
            ElementOperation.Add => (1, number),
            ElementOperation.Subtract => (1, -number),
            ElementOperation.Multiply => (number, 0),
            _ => (1 / number, 0f),
        };
        context.Add(new Operation($"{node.Operator} {node.Name}", [a], [target])
        {
            Bind = () =>
            {
                kernel.A = a.Start;
                kernel.B = a.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        }).InPlace.Add((target, a));
        if (kernel.Q != 0) ClearPadding(context, target, node.Name);
    }

    private static void LowerPerChannel(LoweringContext context, Node node, Value tensor, Value numbers, ElementOperation operation)
    {
        if (operation == ElementOperation.Divide) throw Unsupported(context, node);
        var a = context[tensor];
        var perImage = numbers.Constant is null;
        var perChannel = perImage ? context[numbers] : context.Parameters.Vector(numbers, ParameterKind.Bias);
        var target = context.Define(node.Outputs[0]!);
        var kernel = context.Kernels.ChannelBroadcast(operation, a.Layout!.Value, perImage);
        context.Add(new Operation($"{node.Operator} {node.Name}", [a, perChannel], [target])
        {
            Bind = () =>
            {
                kernel.Source = a.Start;
                kernel.PerChannel = perChannel.Start;
                kernel.Target = target.Start;
            },
            Run = team => team.Run(kernel),
        }).InPlace.Add((target, a));
    }

    /// <summary>Whether <paramref name="value"/> has one number for each channel of <paramref name="tensor"/>, the same for all images or each image's own.</summary>
    private static bool IsPerChannel(LoweringContext context, Value value, Value tensor)
    {
        if (!context.Has(tensor) || context[tensor].Layout is not { BlockWidth: TensorLayout.Block } layout || value.Shape is not { } shape) return false;
        if (value.Constant is { } constant)
        {
            // [C, 1, 1] or [1, C, 1, 1] for images, [F] or [1, F] for rows.
            var channelAxis = shape.Count - (tensor.Shape!.Count == 4 ? 3 : 1);
            return channelAxis >= 0 && constant.Count == layout.Channels && shape[channelAxis].Length == layout.Channels;
        }

        return layout.ImagePixels > 1 && context.Has(value) && context[value].Layout is { Height: 1, Width: 1 } other
            && other.Channels == layout.Channels && shape.Count == 4;
    }

    private static GraphFormatException Unsupported(LoweringContext context, Node node) => new(
        $"Node '{node.Name}' of network '{context.Graph.Name}' computes {node.Operator} of {node.Inputs[0]!.Shape} and {node.Inputs[1]!.Shape}; "
        + "training on the processor knows equal shapes, one number, and one number per channel.");
}
