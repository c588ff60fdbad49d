using MLPipeline.Autodiff;
using MLPipeline.Execution.Lowering;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Channels;
using MLPipeline.Kernels.Memory;

namespace MLPipeline.Execution.Compilation;

/// <summary>Lowers the two graphs of a network: its training step, and itself with running statistics.</summary>
internal static unsafe class GraphLowering
{
    public static Operation[] LowerTraining(LoweringContext context, TrainingGraph step, TensorLayout image, AlignedMemory images)
    {
        PlaceImages(context, step.Graph.Inputs[0], image, images);
        LoweringTable.LowerAll(context, step.Graph.Nodes);
        return [.. context.Operations];
    }

    public static Operation[] LowerEvaluation(LoweringContext context, Graph network, TensorLayout image, AlignedMemory images)
    {
        PlaceImages(context, network.Inputs[0], image, images);
        // The loss contains the softmax.
        var (logits, behind) = (network.Outputs[0], new HashSet<Node>());
        for (var value = logits; value.Producer is { } last && (last.Is("Identity") || last.Is("Softmax")) && behind.Add(last); value = last.Inputs[0]!)
        {
            if (last.Is("Softmax"))
            {
                logits = last.Inputs[0]!;
                break;
            }
        }

        LoweringTable.LowerAll(context, network.Nodes.Where(node => logits == network.Outputs[0] || !behind.Contains(node)));
        LossLowering.Add(context, logits.Name, context[logits], context.Loss);
        return [.. context.Operations];
    }

    /// <summary>
    /// Images come in with their channels interleaved. A convolution of few channels reads them so; for everything else they are brought into blocks of channels first.
    /// </summary>
    private static void PlaceImages(LoweringContext context, Value input, TensorLayout image, AlignedMemory images)
    {
        var interleaved = TensorLayout.Interleaved(context.Batch, image.Channels, image.Height, image.Width);
        var slot = TensorSlot.At("images", interleaved.Length, interleaved, () => (nint)images.Start);
        var onlyConvolutions = context.Graph.ConsumersOf(input).All(node =>
            (node.Is("Conv") || node.Operator == TrainingOperators.ConvWeightGradient) && node.Attributes.GetInt("group", 1) == 1);
        if (image.Channels < TensorLayout.Block && onlyConvolutions)
        {
            context.Set(input, slot);
            return;
        }

        var target = TensorSlot.Planned(input.Name, new TensorLayout(context.Batch, image.Channels, image.Height, image.Width));
        var copy = new RegionCopy(interleaved, target.Layout!.Value, new CopyBox(image.Channels, image.Height, image.Width));
        context.Set(input, target);
        context.Add(new Operation("Images", [slot], [target])
        {
            Bind = () =>
            {
                copy.Source = slot.Start;
                copy.Target = target.Start;
            },
            Run = team =>
            {
                System.Runtime.InteropServices.NativeMemory.Clear(target.Start, (nuint)target.Length * sizeof(float));
                team.Run(copy);
            },
        });
    }
}
