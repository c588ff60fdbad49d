using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>The image input of a network: how its dimensions are ordered, how large it is.</summary>
internal sealed record ImageInput(TensorLayout Layout, int Height, int Width)
{
    public TensorShape Shape
        => Layout == TensorLayout.Nchw ? new TensorShape("batch", 3, Height, Width) : new TensorShape("batch", Height, Width, 3);

    /// <summary>Reads the file's declaration; what is wrong or missing becomes a fault, and the result is null.</summary>
    public static ImageInput? Find(Graph network, BackboneImportOptions options, List<string> faults)
    {
        if (network.Inputs.Count != 1)
        {
            faults.Add(
                $"The network has {network.Inputs.Count} inputs ({string.Join(", ", network.Inputs)}); a backbone has one, for images.");
            return null;
        }

        var input = network.Inputs[0];
        if (input.Shape is not { Count: 4 } shape || input.ElementType is not ElementType.Float32)
        {
            faults.Add(
                $"The input {input} takes no images: float32 [N, 3, H, W] or [N, H, W, 3] is needed. "
                + "Export the network with such an input.");
            return null;
        }

        if (LayoutOf(shape, options.Layout) is not { } layout)
        {
            var channels = shape[1].Length == 1 || shape[3].Length == 1 ? "one channel (grey images)" : "not 3 channels";
            faults.Add($"The input {input} has {channels}; a backbone takes colour images, [N, 3, H, W] or [N, H, W, 3].");
            return null;
        }

        var (heightAt, widthAt) = layout == TensorLayout.Nchw ? (2, 3) : (1, 2);
        var height = SideOf(input, shape[heightAt], options.InputSize, faults);
        var width = SideOf(input, shape[widthAt], options.InputSize, faults);
        return height is null || width is null ? null : new ImageInput(layout, height.Value, width.Value);
    }

    /// <summary>The dimension of length 3 tells; an open one may be the channels; null when no order fits.</summary>
    private static TensorLayout? LayoutOf(TensorShape shape, TensorLayout? wanted)
    {
        TensorLayout[] fitting = (shape[1].Length, shape[3].Length) switch
        {
            (3, 3) => [TensorLayout.Nchw, TensorLayout.Nhwc],
            (3, _) => [TensorLayout.Nchw],
            (_, 3) => [TensorLayout.Nhwc],
            (null, null) => [TensorLayout.Nchw, TensorLayout.Nhwc],
            (null, _) => [TensorLayout.Nchw],
            (_, null) => [TensorLayout.Nhwc],
            _ => [],
        };
        return wanted is null ? fitting.Cast<TensorLayout?>().FirstOrDefault() : fitting.Contains(wanted.Value) ? wanted : null;
    }

    private static int? SideOf(Value input, Dimension side, int? wanted, List<string> faults)
    {
        var fault = (side.Length, wanted) switch
        {
            (null, null) => $"The input {input} leaves its size open; say it with --input-size N, the size the network was trained with.",
            (null, < 1) => $"--input-size is {wanted}; it must be at least 1.",
            ({ } length, { } size) when length != size =>
                $"--input-size is {wanted}, but the input {input} has a fixed size. Leave the option out.",
            ( < 1 or > short.MaxValue, _) => $"The input {input} has a side of {side} pixels, which no image has.",
            _ => null,
        };
        if (fault is null)
        {
            return (int?)side.Length ?? wanted;
        }

        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }

        return null;
    }
}
