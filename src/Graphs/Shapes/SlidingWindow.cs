namespace MLPipeline.Graphs;

/// <summary>
/// The geometry that Conv and the poolings share: how many places a window has along one spatial axis. Source: the output shape
/// formulas of Conv, MaxPool and AveragePool in the ONNX operator specification.
/// </summary>
internal sealed class SlidingWindow(InferenceContext context, int spatialRank)
{
    private readonly string _autoPad = context.Attributes.GetString("auto_pad", "NOTSET");
    private readonly bool _ceiling = context.Attributes.GetInt("ceil_mode") != 0;
    private readonly IReadOnlyList<long> _strides = ReadInts(context, "strides", spatialRank, 1);
    private readonly IReadOnlyList<long> _dilations = ReadInts(context, "dilations", spatialRank, 1);
    private readonly IReadOnlyList<long> _pads = ReadInts(context, "pads", 2 * spatialRank, 0);

    /// <summary>The length of the result along spatial axis <paramref name="axis"/>, counted from 0.</summary>
    public Dimension Slide(Dimension input, Dimension kernel, int axis)
    {
        var stride = _strides[axis];
        if (_autoPad is "SAME_UPPER" or "SAME_LOWER") return stride == 1 ? input : input.Length is { } n ? (n + stride - 1) / stride : Dimension.Unknown;
        if (kernel.Length is not { } size) return Dimension.Unknown;
        var (before, after) = _autoPad == "VALID" ? (0, 0) : (_pads[axis], _pads[axis + spatialRank]);
        var reach = (_dilations[axis] * (size - 1)) + 1;
        if (input.Length is not { } length) return stride == 1 && before + after == reach - 1 ? input : Dimension.Unknown;

        var room = length + before + after - reach;
        if (room < 0) throw context.Fault($"a window of {reach} does not fit {length} with padding {before} and {after}.");
        if (!_ceiling) return (room / stride) + 1;
        var places = ((room + stride - 1) / stride) + 1;

        // The last window must begin inside the input or its front padding.
        return (places - 1) * stride >= length + before ? places - 1 : places;
    }

    private static IReadOnlyList<long> ReadInts(InferenceContext context, string name, int count, long defaultValue)
    {
        var values = context.Attributes.GetInts(name) ?? [.. Enumerable.Repeat(defaultValue, count)];
        if (values.Count != count) throw context.Fault($"{name} has {values.Count} entries, {count} are needed.");
        if (name != "pads" && values.Any(value => value <= 0)) throw context.Fault($"{name} must be positive.");
        return values;
    }
}
