using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>Adds the blocks of a <see cref="ResidualNetwork"/>: <c>relu(F(x) + shortcut(x))</c>.</summary>
internal sealed class ResidualBlockWriter(LayerWriter layers, ResidualNetwork network)
{
    /// <summary>How much wider the result of a bottleneck is than its middle (He et al. 2016, figure 5).</summary>
    private const int Expansion = 4;

    public Value Write(Value x, string name, ResidualStage stage, bool isFirst)
    {
        var stride = isFirst ? stage.Stride : 1;
        var dilation = isFirst ? stage.FirstDilation : stage.Dilation;
        var y = network.Block == ResidualBlock.Basic
            ? Basic(x, name, stage, stride, dilation)
            : Bottleneck(x, name, stage, stride, dilation);
        if (stage.HasSkips) y = layers.Add(y, Shortcut(x, y, name, stride), $"{name}.add");
        return layers.Relu(y, $"{name}.relu");
    }

    private Value Basic(Value x, string name, ResidualStage stage, int stride, int dilation)
    {
        var y = Step(x, name, 1, new(stage.Width, 3, stride, dilation, dilation));
        return Step(layers.Relu(y, $"{name}.relu1"), name, 2, new(stage.Width, 3, 1, stage.Dilation, stage.Dilation));
    }

    private Value Bottleneck(Value x, string name, ResidualStage stage, int stride, int dilation)
    {
        var y = Step(x, name, 1, new(stage.Width, 1));
        y = Step(layers.Relu(y, $"{name}.relu1"), name, 2, new(stage.Width, 3, stride, dilation, dilation));
        return Step(layers.Relu(y, $"{name}.relu2"), name, 3, new(Expansion * stage.Width, 1));
    }

    private Value Step(Value x, string name, int number, ConvolutionShape shape) =>
        layers.Normalization(layers.Convolution(x, $"{name}.conv{number}", shape), $"{name}.bn{number}");

    private Value Shortcut(Value x, Value y, string name, int stride)
    {
        var (from, to) = (LayerWriter.ChannelsOf(x), LayerWriter.ChannelsOf(y));
        if (stride == 1 && from == to) return x;
        if (network.Shortcut == ResidualShortcut.Projection)
        {
            return layers.Normalization(layers.Convolution(x, $"{name}.downsample.0", new(to, 1, stride)), $"{name}.downsample.1");
        }

        if (to < from)
        {
            throw new NetworkException($"Block {name} of {network.Name} narrows {from} channels to {to}, which padding with zeros cannot do. Use {ResidualShortcut.Projection} shortcuts.");
        }

        // A pooling of 1x1 windows takes every second pixel as a slice would, and is known to everything that runs or trains networks.
        if (stride > 1) x = layers.AveragePooling(x, $"{name}.shortcut.pool", kernel: 1, stride);
        return layers.PadChannels(x, $"{name}.shortcut.pad", (to - from) / 2, (to - from + 1) / 2);
    }
}
