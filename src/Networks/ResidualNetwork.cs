using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// A stem, stages of residual blocks, the mean over all positions, a dense layer. Sources: He, Zhang, Ren, Sun, "Deep Residual
/// Learning for Image Recognition" (2016), with the stride of a bottleneck in its 3x3 convolution as torchvision has it (v1.5); Yu,
/// Koltun, Funkhouser, "Dilated Residual Networks" (2017).
/// </summary>
public sealed record ResidualNetwork : NetworkDefinition
{
    /// <value>What its blocks are.</value>
    public required ResidualBlock Block { get; init; }

    /// <value>What comes before the blocks.</value>
    public required ResidualStem Stem { get; init; }

    /// <value>In order; their parameters are named <c>layer1</c>, <c>layer2</c>, ….</value>
    public required IReadOnlyList<ResidualStage> Stages { get; init; }

    /// <value>What is added where a block changes the shape; default a projection.</value>
    public ResidualShortcut Shortcut { get; init; }

    /// <inheritdoc/>
    public override string Structure =>
        $"{(Block == ResidualBlock.Basic ? "basic" : "bottleneck")} blocks [{string.Join(", ", Stages.Select(stage => stage.Blocks))}]"
        + (Shortcut == ResidualShortcut.ZeroPadding ? ", zero-padded shortcuts" : "")
        + (Stages.Any(stage => stage.Dilation > 1) ? ", dilated" : "")
        + (Stages.Any(stage => !stage.HasSkips) ? ", no skips at the end" : "");

    /// <inheritdoc/>
    public override NetworkInitialization DefaultInitialization => NetworkInitialization.Residual;

    /// <value>1: every window is padded so that its middle fits any image.</value>
    public override int SmallestSize => 1;

    internal override IEnumerable<string> RowFaults()
    {
        if (Stem.Kernel % 2 == 0) yield return $"The stem of {Name} has a kernel of {Stem.Kernel}; only odd ones have a middle.";
        if (Stages.Count == 0) yield return $"{Name} has no stages; it needs at least one.";
        foreach (var (index, stage) in Stages.Index())
        {
            if (stage.Blocks < 1 || stage.Width < 1) yield return $"Stage {index + 1} of {Name} has {stage.Blocks} blocks of width {stage.Width}; both must be at least 1.";
        }
    }

    internal override Value Write(LayerWriter layers, Value pixels, int classes)
    {
        var x = layers.Convolution(pixels, "conv1", new(Stem.Width, Stem.Kernel, Stem.Stride, Stem.Kernel / 2));
        x = layers.Relu(layers.Normalization(x, "bn1"), "relu");
        if (Stem.HasPooling) x = layers.MaxPooling(x, "maxpool", kernel: 3, stride: 2, padding: 1);
        var writer = new ResidualBlockWriter(layers, this);
        foreach (var (index, stage) in Stages.Index())
        {
            for (var block = 0; block < stage.Blocks; block++) x = writer.Write(x, $"layer{index + 1}.{block}", stage, isFirst: block == 0);
        }

        x = layers.Flatten(layers.GlobalAveragePooling(x, "avgpool"), "flatten");
        return layers.Dense(x, "fc", classes);
    }
}
