using MLPipeline.Graphs;

namespace MLPipeline.Execution.Tests;

/// <summary>
/// Small networks that between them have every operator that the compiler knows, with odd sizes and numbers of channels that fill no block. The seeds are
/// such that no activation is so near to a kink that rounding decides on which side it lies.
/// </summary>
internal static class SmallNetworks
{
    public static IReadOnlyDictionary<string, SmallNetwork> All { get; } = new Dictionary<string, SmallNetwork>
    {
        ["residual blocks"] = new(Residual(1), 3),
        ["residual blocks, one image"] = new(Residual(2), 1),
        ["residual blocks, normalisation frozen"] = new(Residual(3), 2, name => !name.Contains("bn", StringComparison.Ordinal)),
        ["residual blocks, last block trained"] = new(Residual(4), 3, name => name.StartsWith("b2", StringComparison.Ordinal) || name.StartsWith("fc", StringComparison.Ordinal)),
        ["residual blocks, normalisation between frozen ones trained"] = new(Residual(5), 2, name => name.Contains("bn1", StringComparison.Ordinal) || name.StartsWith("stem", StringComparison.Ordinal)),
        ["many channels"] = new(ManyChannels(), 2),
        ["dilated"] = new(Dilated(), 1),
        ["zero-padded shortcuts"] = new(ZeroPadded(), 3),
        ["joined and cut channels"] = new(JoinedAndCut(), 3),
        ["inverted bottleneck with squeeze and excitation"] = new(Inverted(), 2),
        ["activations"] = new(Activations(), 3),
        ["groups"] = new(Groups(), 2),
        ["windows"] = new(Windows(), 2),
        ["response normalisation"] = new(ResponseNormalization(5), 2),
        ["response normalisation, even window"] = new(ResponseNormalization(4), 2),
        ["shortcuts of slices"] = new(SlicedShortcut(), 3),
        ["arithmetic"] = new(Arithmetic(), 3),
        ["dense behind pixels"] = new(new LayerStack(20, "batch", 1, 9, 7).Conv("conv", 10, 3).Relu().Add("MaxPool", LayerStack.Window(2, 2)).Add("Flatten").Dense("fc", 3).Build(), 3),
        ["dense behind pixels, turned"] = new(new LayerStack(21, "batch", 2, 5, 7).Conv("conv", 20, 3, stride: 2).Relu().Add("Flatten").Dense("fc", 10, turned: true).Build(), 3),
        ["dropout"] = new(Dropout(), 3),
        ["dense on features"] = new(new LayerStack(23, "batch", 20).Dense("fc1", 24).Relu().Product("fc2", 10).Relu().Dense("fc3", 3, bias: false).Build(), 3),
        ["dense alone"] = new(new LayerStack(24, "batch", 7).Dense("fc", 3).Add("Softmax").Build(), 1),
        ["many features in images"] = new(new LayerStack(25, "batch", 24, 5, 7).Conv("conv", 20, 3).Normalize("bn").Relu().Classify(), 3),
        ["whole blocks in images"] = new(new LayerStack(26, "batch", 32, 6, 5).Conv("conv", 32, 3).Normalize("bn").Relu().Classify(), 2),
        ["normalised images"] = new(NormalizedImages(), 2),
        ["means of pixels"] = new(Means(), 3),
        ["one map in two shapes"] = new(TwoShapes(), 3),
        ["sum of one map in two shapes"] = new(SumOfTwoShapes(), 3),
        ["shared convolution"] = new(SharedConvolution(), 2),
    };

    private static Graph Residual(int seed)
    {
        var net = new LayerStack(seed, "batch", 3, 15, 13).Conv("stem", 10, 3, stride: 2).Normalize("stem.bn").Relu().Add("MaxPool", LayerStack.Window(3, 2, 1));
        var stem = net.Last;
        var shortcut = net.Conv("b1.conv0", 20, 1, stride: 2).Normalize("b1.bn0").Last;
        net.Last = stem;
        var block = net.Conv("b1.conv1", 20, 3, stride: 2).Normalize("b1.bn1").Relu().Conv("b1.conv2", 20, 3).Normalize("b1.bn2").Add("Add", shortcut).Relu().Last;
        return net.Conv("b2.conv1", 24, 1).Normalize("b2.bn1").Relu().Conv("b2.conv2", 20, 3).Normalize("b2.bn2").Add("Add", block).Relu().Classify();
    }

    private static Graph ManyChannels()
    {
        var net = new LayerStack(6, "batch", 3, 11, 9).Conv("stem", 32, 3).Normalize("bn0").Relu();
        var stem = net.Last;
        net.Conv("conv1", 48, 3).Normalize("bn1").Relu().Conv("conv2", 32, 3).Normalize("bn2").Add("Add", stem).Relu();
        return net.Conv("conv3", 40, 3, bias: true).Relu().Conv("conv4", 33, 3, bias: true).Classify();
    }

    private static Graph Dilated()
    {
        var net = new LayerStack(7, "batch", 3, 12, 11).Conv("stem", 32, 5, stride: 2).Relu();
        return net.Conv("conv1", 36, 3, dilation: 2).Normalize("bn1").Relu().Conv("conv2", 33, 3, dilation: 4).Normalize("bn2").Relu().Conv("conv3", 10, 3, stride: 2, dilation: 2).Relu().Classify();
    }

    private static Graph ZeroPadded()
    {
        var net = new LayerStack(8, "batch", 3, 9, 9).Conv("stem", 10, 3).Normalize("bn0").Relu();
        var stem = net.Last;
        var shortcut = net.Add("AveragePool", LayerStack.Window(1, 2)).Add("Pad", net.Integers(0, 5, 0, 0, 0, 5, 0, 0)).Last;
        net.Last = stem;
        return net.Conv("conv1", 20, 3, stride: 2).Normalize("bn1").Relu().Conv("conv2", 20, 3).Normalize("bn2").Add("Add", shortcut).Relu().Classify();
    }

    private static Graph JoinedAndCut()
    {
        var net = new LayerStack(9, "batch", 3, 8, 9).Conv("stem", 24, 3).Relu();
        var stem = net.Last;
        var small = net.Conv("conv1", 10, 1, bias: true).Relu().Last;
        net.Last = stem;
        var large = net.Conv("conv2", 20, 3).Normalize("bn2").Relu().Last;
        net.Last = stem;
        var joined = net.Concat(small, large).Last; // 54 channels: 24, 10, 20
        var cut = net.Add("Slice", net.Integers(16, 1, 2), net.Integers(40, 7, -1), net.Integers(1, 2, 3)).Last; // [24, 6, 6]
        var padded = net.Add("Pad", net.Integers(0, 0, 1, 2, 0, 0, 1, 1)).Last;
        net.Last = joined;
        return net.Conv("conv3", 24, 1).Add("Add", padded).Normalize("bn3").Relu().Classify();
    }

    private static Graph Inverted()
    {
        var net = new LayerStack(10, "batch", 3, 13, 11).Conv("stem", 10, 3, stride: 2).Normalize("bn0").Add("HardSwish");
        var stem = net.Last;
        var wide = net.Conv("expand", 40, 1).Normalize("bn1").Add("HardSwish").Conv("depthwise", 40, 5, groups: 40).Normalize("bn2").Relu().Last;
        var gate = net.Add("GlobalAveragePool").Conv("squeeze", 10, 1, bias: true).Relu().Conv("excite", 40, 1, bias: true).Add("Sigmoid").Last;
        net.Last = wide;
        net.Add("Mul", gate).Conv("project", 10, 1).Normalize("bn3").Add("Add", stem);
        var deep = net.Conv("depthwise2", 10, 3, stride: 2, dilation: 2, groups: 10, bias: true).Last;
        var gate2 = net.Add("ReduceMean", AttributeMap.Empty.With("axes", 2L, 3L)).Conv("excite2", 10, 1).Add("HardSigmoid", AttributeMap.Empty.With("alpha", 0.3f)).Last;
        net.Last = deep;
        return net.Add("Mul", gate2).Classify();
    }

    private static Graph Activations()
    {
        var net = new LayerStack(11, "batch", 3, 7, 9).Conv("conv1", 20, 3, bias: true);
        net.Add("Clip", net.Number(0), net.Number(0.8f)).Conv("conv2", 10, 3, bias: true);
        net.Add("Clip", net.Number(0.1f), net.Number(0.9f)).Conv("conv3", 24, 3).Add("LeakyRelu", AttributeMap.Empty.With("alpha", 0.2f));
        net.Conv("conv4", 20, 1).Normalize("bn4").Add("Sigmoid").Conv("conv5", 10, 3).Add("HardSigmoid").Conv("conv6", 3, 1).Normalize("bn6").Add("HardSwish");
        return net.Conv("conv7", 10, 1).Normalize("bn7").Relu().Classify();
    }

    private static Graph Groups()
    {
        var net = new LayerStack(12, "batch", 3, 9, 8).Conv("stem", 24, 3).Relu();
        net.Conv("halves", 20, 3, groups: 2, bias: true).Relu().Conv("pairs", 40, 3, stride: 2, groups: 10).Normalize("bn").Relu();
        return net.Conv("doubled", 80, 3, groups: 40).Relu().Conv("quarters", 48, 1, groups: 4).Relu().Classify();
    }

    private static Graph Windows()
    {
        var uneven = AttributeMap.Empty.With("kernel_shape", 5L, 3L).With("strides", 2L, 1L).With("pads", 0L, 2L, 1L, 0L);
        var net = new LayerStack(13, "batch", 3, 14, 13).Conv("uneven", 10, uneven, bias: true).Relu();
        net.Add("MaxPool", LayerStack.Window(3, 2).With("ceil_mode", 1)).Conv("conv1", 20, 1).Normalize("bn1");
        var map = net.Last;
        var mean = net.Add("AveragePool", LayerStack.Window(3, 2, 1).With("count_include_pad", 1).With("ceil_mode", 1)).Last;
        net.Last = map;
        net.Add("AveragePool", LayerStack.Window(3, 2, 1).With("ceil_mode", 1)).Add("Add", mean);
        return net.Add("MaxPool", AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("dilations", 2L, 2L).With("pads", 1L, 1L, 1L, 1L)).Conv("conv2", 24, 3).Relu().Classify();
    }

    /// <summary>Every second pixel by a Slice for each axis, as PyTorch exports it.</summary>
    private static Graph SlicedShortcut()
    {
        var net = new LayerStack(16, "batch", 3, 9, 8).Conv("stem", 10, 3).Relu();
        var stem = net.Last;
        var rows = net.Add("Slice", net.Integers(0), net.Integers(long.MaxValue), net.Integers(2), net.Integers(2)).Last;
        net.Last = rows;
        var shortcut = net.Add("Slice", net.Integers(0), net.Integers(8), net.Integers(-1), net.Integers(2)).Last;
        net.Last = stem;
        return net.Conv("conv1", 10, 3, stride: 2).Normalize("bn1").Add("Add", shortcut).Relu().Classify();
    }

    private static Graph ResponseNormalization(long window)
    {
        var lrn = AttributeMap.Empty.With("size", window).With("alpha", 0.5f).With("beta", 0.6f).With("bias", 2f);
        var net = new LayerStack(14, "batch", 3, 9, 9).Conv("conv1", 10, 3, bias: true).Relu().Add("LRN", lrn).Add("MaxPool", LayerStack.Window(3, 2));
        return net.Conv("conv2", 20, 3, bias: true).Add("LRN", lrn).Classify();
    }

    private static Graph Arithmetic()
    {
        var net = new LayerStack(15, "batch", 3, 5, 7).Conv("conv1", 20, 3);
        var first = net.Add("Mul", net.Numbers("scale.weight", 0.5, 1, 1, 20, 1, 1)).Add("Add", net.Numbers("shift.bias", 0.5, 0, 1, 20, 1, 1)).Last;
        net.Add("Sub", net.Numbers("mean", 0.5, 0, 1, 20, 1, 1)).Add("Mul", net.Number(1.5f)).Add("Add", net.Number(0.25f)).Add("Sub", net.Number(0.5f)).Add("Div", net.Number(2));
        var second = net.Conv("conv2", 20, 1).Add("Sigmoid").Last;
        net.Last = first;
        return net.Add("Mul", second).Add("Add", first).Add("Div", net.Number(3)).Classify();
    }

    private static Graph Dropout()
    {
        var net = new LayerStack(22, "batch", 3, 6, 5).Conv("conv", 10, 3).Relu();
        net.Add("Dropout", net.Number(0.25f)).Add("Flatten"); // 300 features: the last block is not full
        net.Add("Dropout", net.Number(0.5f)).Dense("fc1", 20, turned: true).Relu();
        return net.Add("Dropout", net.Number(0.1f)).Product("fc2", 3).Add("Softmax").Build();
    }

    private static Graph NormalizedImages()
    {
        var net = new LayerStack(27, "batch", 3, 7, 8);
        net.Add("Sub", net.Numbers("mean", 0.2, 0.4, 1, 3, 1, 1)).Add("Mul", net.Numbers("factor", 1, 4, 3, 1, 1));
        return net.Conv("conv", 10, 3, stride: 2).Relu().Classify();
    }

    private static Graph Means()
    {
        var net = new LayerStack(28, "batch", 3, 5, 7).Conv("conv", 20, 3).Relu();
        var map = net.Last;
        var first = net.Add("ReduceMean", AttributeMap.Empty.With("axes", -2L, -1L).With("keepdims", 0)).Last;
        net.Last = map;
        var second = net.Add("AveragePool", AttributeMap.Empty.With("kernel_shape", 5L, 7L)).Add("Squeeze", net.Integers(2, 3)).Last;
        net.Last = map;
        return net.Add("ReduceSum", AttributeMap.Empty.With("keepdims", 0), net.Integers(2, 3)).Concat(first, second).Dense("fc", 3).Build();
    }

    /// <summary>A map of one pixel that is a row at the same time: what is done to one must not be seen by the other.</summary>
    private static Graph TwoShapes()
    {
        var net = new LayerStack(29, "batch", 20, 1, 1).Conv("conv", 20, 1);
        var map = net.Last;
        var row = net.Add("Flatten").Relu().Last;
        net.Last = map;
        return net.Add("Sigmoid").Add("Flatten").Concat(row).Dense("fc", 3).Build();
    }

    private static Graph SumOfTwoShapes()
    {
        var net = new LayerStack(30, "batch", 20, 1, 1).Conv("conv1", 20, 1).Add("Sigmoid");
        var map = net.Last;
        var other = net.Conv("conv2", 20, 1).Add("Sigmoid").Add("Flatten").Last;
        net.Last = map;
        return net.Add("Flatten").Add("Add", other).Dense("fc", 3).Build();
    }

    private static Graph SharedConvolution()
    {
        var net = new LayerStack(31, "batch", 3, 7, 7).Conv("stem", 20, 3).Relu();
        var (weights, bias) = (net.Numbers("shared.weight", 0.15, 0, 20, 20, 3, 3), net.Numbers("shared.bias", 0.5, 0, 20));
        return net.Add("Conv", LayerStack.Window(3, 1, 1), weights, bias).Relu().Add("Conv", LayerStack.Window(3, 1, 1), weights, bias).Relu().Classify();
    }
}
