namespace MLPipeline.Graphs;

/// <summary>Writes as numbers what Conv, MaxPool and AveragePool leave to be found out by <c>auto_pad</c>.</summary>
/// <remarks>
/// Requires known heights and widths where <c>auto_pad</c> is SAME_UPPER or SAME_LOWER; nodes without them, and a MaxPool whose places are asked for, are left
/// alone. Ensures <c>pads</c> in place of <c>auto_pad</c> in every other node: in total (ceil(n / stride) - 1) stride + (kernel - 1) dilation + 1 - n, and at least 0,
/// the odd one at the end (UPPER) or at the beginning (LOWER). Source: Conv in the ONNX operator specification.
/// </remarks>
public sealed class PadResolution : GraphPass
{
    private protected override Value? Rewrite(Rewriting rewriting, Node node)
    {
        if (!node.Is("Conv") && !node.Is("MaxPool") && !node.Is("AveragePool")) return null;
        var rule = node.Attributes.GetString("auto_pad", "NOTSET");
        if (rule == "NOTSET" || node.Outputs.Count > 1 || Pads(node, rule) is not { } pads) return null;
        var attributes = node.Attributes.Without("auto_pad").With("pads", pads);
        return rewriting.Builder.Add(node.Operator, [.. node.Inputs.Select((_, i) => rewriting.Now(node, i))], attributes, node.Outputs[0]!.Name);
    }

    private static long[]? Pads(Node node, string rule)
    {
        var image = node.Inputs[0]!.Shape?.Skip(2).ToArray();
        var kernel = node.Attributes.GetInts("kernel_shape") ?? node.Input(1)?.Shape?.Skip(2).Select(side => side.Length ?? 0).ToArray();
        if (image is null || kernel is null) return null;
        var pads = new long[2 * image.Length];
        if (rule == "VALID") return pads;
        for (var axis = 0; axis < image.Length; axis++)
        {
            if (image[axis].Length is not { } length) return null;
            var stride = node.Attributes.GetInts("strides")?[axis] ?? 1;
            var reach = ((node.Attributes.GetInts("dilations")?[axis] ?? 1) * (kernel[axis] - 1)) + 1;
            var places = (length + stride - 1) / stride;
            var total = Math.Max(0, ((places - 1) * stride) + reach - length);
            var before = rule == "SAME_LOWER" ? (total + 1) / 2 : total / 2;
            (pads[axis], pads[axis + image.Length]) = (before, total - before);
        }

        return pads;
    }
}
