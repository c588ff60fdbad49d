using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Elementwise;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Pooling;

namespace MLPipeline.Execution.Lowering;

/// <summary>Pooling and its gradients.</summary>
internal sealed unsafe class PoolLowering : ILowering
{
    public IReadOnlyList<string> Operators { get; } =
    [
        "MaxPool", "AveragePool", "GlobalAveragePool", TrainingOperators.MaxPoolGradient, TrainingOperators.AveragePoolGradient,
        TrainingOperators.GlobalAveragePoolGradient,
    ];

    public void Lower(LoweringContext context, Node node)
    {
        switch (node.Operator)
        {
            case "GlobalAveragePool":
                ReductionLowering.SumPixels(context, node, context[node.Inputs[0]!], mean: true);
                break;
            case TrainingOperators.GlobalAveragePoolGradient:
                LowerSpreading(context, node);
                break;
            case "MaxPool" or "AveragePool":
                LowerForward(context, node);
                break;
            default:
                LowerGradient(context, node);
                break;
        }
    }

    private static void LowerForward(LoweringContext context, Node node)
    {
        var x = context[node.Inputs[0]!];
        if (node.Outputs.Count > 1) throw new GraphFormatException($"'{node.Name}' gives the places of the largest elements, too; training does not know these.");
        var y = context.Define(node.Outputs[0]!);
        var shape = Shape(node, x.Layout!.Value, y.Layout!.Value);
        var kernel = node.Is("MaxPool") ? context.Kernels.MaxPool(shape) : context.Kernels.AveragePool(shape);
        context.Add(new Operation($"{node.Operator} {node.Name}", [x], [y])
        {
            Bind = () =>
            {
                kernel.Input = x.Start;
                kernel.Output = y.Start;
            },
            Run = team => team.Run(kernel),
        });
    }

    private static void LowerGradient(LoweringContext context, Node node)
    {
        var isMax = node.Operator == TrainingOperators.MaxPoolGradient;
        var dy = context[node.Inputs[0]!];
        var x = isMax ? context[node.Inputs[1]!] : null;
        var y = isMax ? context[node.Inputs[2]!] : null;
        var dx = context.Define(node.Outputs[0]!);
        var shape = Shape(node, dx.Layout!.Value, dy.Layout!.Value);
        var kernel = isMax ? context.Kernels.MaxPoolGradient(shape) : context.Kernels.AveragePoolGradient(shape);
        context.Add(new Operation($"{node.Operator} {node.Name}", isMax ? [dy, x!, y!] : [dy], [dx])
        {
            Bind = () =>
            {
                kernel.OutputGradient = dy.Start;
                kernel.InputGradient = dx.Start;
                if (isMax)
                {
                    kernel.Input = x!.Start;
                    kernel.Output = y!.Start;
                }
            },
            Run = team => team.Run(kernel),
        });
    }

    private static void LowerSpreading(LoweringContext context, Node node)
    {
        var dy = context[node.Inputs[0]!];
        var dx = context.Define(node.Outputs[0]!);
        var layout = dx.Layout!.Value;
        var kernel = context.Kernels.ChannelBroadcast(ElementOperation.Add, layout, perImage: true);
        kernel.Factor = 1f / layout.ImagePixels;
        context.Add(new Operation($"{node.Operator} {node.Name}", [dy], [dx])
        {
            Bind = () =>
            {
                kernel.PerChannel = dy.Start;
                kernel.Target = dx.Start;
            },
            Run = team => team.Run(kernel),
        });
    }

    private static PoolShape Shape(Node node, TensorLayout input, TensorLayout output)
    {
        var kernel = node.Attributes.GetInts("kernel_shape")!;
        var strides = node.Attributes.GetInts("strides") ?? [1, 1];
        var dilations = node.Attributes.GetInts("dilations") ?? [1, 1];
        var pads = node.Attributes.GetInts("pads") ?? [0, 0, 0, 0];
        return new PoolShape(input, output.Height, output.Width)
        {
            KernelHeight = (int)kernel[0],
            KernelWidth = (int)kernel[1],
            StrideHeight = (int)strides[0],
            StrideWidth = (int)strides[1],
            DilationHeight = (int)dilations[0],
            DilationWidth = (int)dilations[1],
            PadTop = (int)pads[0],
            PadLeft = (int)pads[1],
            PadBottom = (int)pads[2],
            PadRight = (int)pads[3],
            CountPads = node.Attributes.GetInt("count_include_pad") != 0,
        };
    }
}
