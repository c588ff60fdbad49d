using MLPipeline.Execution.Compilation;
using MLPipeline.Graphs;
using MLPipeline.Kernels;
using MLPipeline.Kernels.Convolutions;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Winograd;

namespace MLPipeline.Execution.Lowering;

/// <summary>Conv and its two gradients: for each the fastest of the direct, the depthwise and the Winograd kernels.</summary>
internal sealed unsafe class ConvolutionLowering : ILowering
{
    /// <summary>Below that many input and output channels the transforms of minimal filtering cost more than they save.</summary>
    private const int FewestChannels = 32;

    public IReadOnlyList<string> Operators { get; } = ["Conv", TrainingOperators.ConvInputGradient, TrainingOperators.ConvWeightGradient];

    public void Lower(LoweringContext context, Node node)
    {
        if (node.Is("Conv")) LowerForward(context, node);
        else if (node.Operator == TrainingOperators.ConvInputGradient) LowerInputGradient(context, node);
        else LowerWeightGradient(context, node);
    }

    private static void LowerForward(LoweringContext context, Node node)
    {
        var source = context[node.Inputs[0]!];
        var layout = new WeightLayout(Shape(node, source.Layout!.Value, WeightsOf(context, node.Inputs[1]!)));
        var weights = context.Parameters.Weights(node.Inputs[1]!, layout);
        var bias = node.Input(2) is { } given ? context.Parameters.Vector(given, ParameterKind.Bias) : null;
        var target = context.Define(node.Outputs[0]!);
        var kernel = layout.Shape.IsDepthwise ? context.Kernels.DepthwiseForward(layout)
            : Tile(context, layout.Shape, layout.Shape.Output) is { } tile ? context.Kernels.WinogradForward(layout, context.Workspace, tile)
            : context.Kernels.DirectForward(layout, context.Workspace);
        var operation = new ConvolutionOperation(kernel);
        context.Add(new Operation($"Conv {node.Name}", [source, weights, .. bias is null ? Array.Empty<TensorSlot>() : [bias]], [target])
        {
            Bind = () =>
            {
                kernel.Source = source.Start;
                kernel.Weights = weights.Start;
                kernel.Bias = bias is null ? null : bias.Start;
                kernel.Target = target.Start;
            },
            Run = kernel.Run,
            Convolution = operation,
        });
    }

    private static void LowerInputGradient(LoweringContext context, Node node)
    {
        var gradient = context[node.Inputs[0]!];
        var inputShape = node.Attributes.GetInts("input_shape")!;
        var constant = WeightsOf(context, node.Inputs[1]!);
        var channels = constant.Constant!.Dimensions[1] * node.Attributes.GetInt("group", 1);
        var layout = new WeightLayout(Shape(node, new TensorLayout(context.Batch, (int)channels, (int)inputShape[0], (int)inputShape[1]), constant));
        var weights = context.Parameters.Weights(node.Inputs[1]!, layout);
        var target = context.Define(node.Outputs[0]!);
        if (layout.Shape.IsDepthwise)
        {
            var depthwise = context.Kernels.DepthwiseInputGradient(layout);
            context.Add(new Operation($"ConvInputGradient {node.Name}", [gradient, weights], [target])
            {
                Bind = () =>
                {
                    depthwise.Source = gradient.Start;
                    depthwise.Weights = weights.Start;
                    depthwise.Target = target.Start;
                },
                Run = depthwise.Run,
            });
            return;
        }

        var transposition = new WeightTransposition(layout);
        var transposed = TensorSlot.Planned(node.Name + ".transposed", transposition.Layout.Length);
        context.Add(new Operation($"Transpose {node.Name}", [weights], [transposed])
        {
            Bind = () =>
            {
                transposition.Source = weights.Start;
                transposition.Target = transposed.Start;
            },
            Run = team => team.Run(transposition),
        });
        var kernel = Tile(context, layout.Shape, layout.Shape.Input) is { } tile
            ? context.Kernels.WinogradInputGradient(layout, context.Workspace, tile)
            : context.Kernels.DirectInputGradient(layout, context.Workspace);
        var convolution = new ConvolutionOperation(kernel);
        context.Add(new Operation($"ConvInputGradient {node.Name}", [gradient, transposed], [target])
        {
            Bind = () =>
            {
                kernel.Source = gradient.Start;
                kernel.Weights = transposed.Start;
                kernel.Target = convolution.Target is null ? target.Start : convolution.Target.Start;
            },
            Run = kernel.Run,
            Convolution = convolution,
        });
    }

    private static void LowerWeightGradient(LoweringContext context, Node node)
    {
        var source = context[node.Inputs[0]!];
        var gradient = context[node.Inputs[1]!];
        var shape = node.Outputs[0]!.Shape!;
        var layout = new WeightLayout(Shape(node, source.Layout!.Value, (int)shape[0].Length!.Value, (int)shape[2].Length!.Value, (int)shape[3].Length!.Value));
        var target = context.ParameterGradients.ContainsKey(node.Outputs[0]!)
            ? context.Define(node.Outputs[0]!)
            : TensorSlot.Planned(node.Outputs[0]!.Name, layout.Length);
        if (!context.Has(node.Outputs[0]!)) context.Set(node.Outputs[0]!, target);
        var kernel = layout.Shape.IsDepthwise ? context.Kernels.DepthwiseWeightGradient(layout, context.Workspace)
            : Tile(context, layout.Shape, layout.Shape.Output) is { } tile ? context.Kernels.WinogradWeightGradient(layout, context.Workspace, tile)
            : context.Kernels.DirectWeightGradient(layout, context.Workspace);
        context.Add(new Operation($"ConvWeightGradient {node.Name}", [source, gradient], [target])
        {
            Bind = () =>
            {
                kernel.Input = source.Start;
                kernel.OutputGradient = gradient.Start;
                kernel.Target = target.Start;
            },
            Run = kernel.Run,
        });
    }

    private static Value WeightsOf(LoweringContext context, Value weights) => weights.Constant is not null
        ? weights
        : throw new GraphFormatException($"The weights '{weights.Name}' of network '{context.Graph.Name}' are computed; only constant weights can be trained.");

    private static ConvolutionShape Shape(Node node, TensorLayout input, Value weights) =>
        Shape(node, input, (int)weights.Constant!.Dimensions[0], (int)weights.Constant.Dimensions[2], (int)weights.Constant.Dimensions[3]);

    private static ConvolutionShape Shape(Node node, TensorLayout input, int filters, int kernelHeight, int kernelWidth)
    {
        var strides = node.Attributes.GetInts("strides") ?? [1, 1];
        var dilations = node.Attributes.GetInts("dilations") ?? [1, 1];
        var pads = node.Attributes.GetInts("pads") ?? [0, 0, 0, 0];
        return new ConvolutionShape(input, filters)
        {
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideHeight = (int)strides[0],
            StrideWidth = (int)strides[1],
            DilationHeight = (int)dilations[0],
            DilationWidth = (int)dilations[1],
            PadTop = (int)pads[0],
            PadLeft = (int)pads[1],
            PadBottom = (int)pads[2],
            PadRight = (int)pads[3],
            Groups = (int)node.Attributes.GetInt("group", 1),
        };
    }

    /// <summary>The tile that multiplies least for a result of that size, tiles that reach over its edge included; null: the direct kernel is faster.</summary>
    private static WinogradTile? Tile(LoweringContext context, ConvolutionShape shape, TensorLayout result)
    {
        if (context.Options.Winograd == WinogradUse.Never || !KernelSet.CanUseWinograd(shape)) return null;
        if (shape.Input.Channels < FewestChannels || shape.Filters < FewestChannels) return null;
        var rows = (result.Height + shape.DilationHeight - 1) / shape.DilationHeight;
        var columns = (result.Width + shape.DilationWidth - 1) / shape.DilationWidth;
        var direct = 9 * rows * columns;
        var small = 16 * ((rows + 1) / 2) * ((columns + 1) / 2);
        var large = context.Options.Winograd == WinogradUse.SmallTiles ? int.MaxValue : 36 * ((rows + 3) / 4) * ((columns + 3) / 4);

        // Half as much again, for the transforms.
        if (Math.Min(small, large) * 3 / 2 > direct) return null;
        return large <= small ? WinogradTile.FourByFour : WinogradTile.TwoByTwo;
    }
}
