using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// Adds layers to a graph. The layer's name is the node's, and <c>.weight</c>, <c>.bias</c> and so on behind it are those of its
/// parameters, as PyTorch names them.
/// </summary>
internal sealed class LayerWriter(GraphBuilder builder, NetworkDefinition network, NetworkOptions options, ParameterSource parameters)
{
    /// <summary>What an ONNX file can hold, less a little for everything but the parameters.</summary>
    private const long LargestBytes = int.MaxValue - (1L << 20);

    private long _bytes;

    public static int ChannelsOf(Value value) => (int)value.Shape![1].Length!.Value;

    public Value Convolution(Value x, string name, ConvolutionShape shape)
    {
        var weight = Parameter(name, "weight", ParameterKind.ConvolutionWeight, shape.Width, ChannelsOf(x), shape.Kernel, shape.Kernel);
        var bias = shape.HasBias ? Parameter(name, "bias", ParameterKind.ConvolutionBias, [shape.Width], Fans.Of(weight.Constant!.Dimensions)) : null;
        var attributes = Window(shape.Kernel, shape.Stride, shape.Padding).With("dilations", shape.Dilation, shape.Dilation).With("group", 1);
        return builder.Add("Conv", bias is null ? [x, weight] : [x, weight, bias], attributes, name);
    }

    public Value Normalization(Value x, string name)
    {
        var channels = ChannelsOf(x);
        var scale = Parameter(name, "weight", ParameterKind.NormalizationScale, channels);
        var shift = Parameter(name, "bias", ParameterKind.NormalizationShift, channels);
        var mean = Parameter(name, "running_mean", ParameterKind.RunningMean, channels);
        var variance = Parameter(name, "running_var", ParameterKind.RunningVariance, channels);
        var attributes = AttributeMap.Empty.With("epsilon", options.NormalizationEpsilon).With("momentum", options.NormalizationMomentum);
        return builder.Add("BatchNormalization", [x, scale, shift, mean, variance], attributes, name);
    }

    public Value Dense(Value x, string name, int width)
    {
        var weight = Parameter(name, "weight", ParameterKind.DenseWeight, width, ChannelsOf(x));
        var bias = Parameter(name, "bias", ParameterKind.DenseBias, [width], Fans.Of(weight.Constant!.Dimensions));
        return builder.Add("Gemm", [x, weight, bias], AttributeMap.Empty.With("transB", 1), name);
    }

    public Value Relu(Value x, string name) => builder.Add("Relu", [x], name: name);

    public Value Add(Value x, Value y, string name) => builder.Add("Add", [x, y], name: name);

    public Value MaxPooling(Value x, string name, int kernel, int stride, int padding = 0) =>
        builder.Add("MaxPool", [x], Window(kernel, stride, padding), name);

    public Value AveragePooling(Value x, string name, int kernel, int stride) =>
        builder.Add("AveragePool", [x], Window(kernel, stride, 0), name);

    public Value GlobalAveragePooling(Value x, string name) => builder.Add("GlobalAveragePool", [x], name: name);

    public Value Flatten(Value x, string name) => builder.Add("Flatten", [x], AttributeMap.Empty.With("axis", 1), name);

    public Value Dropout(Value x, string name)
    {
        var rate = options.DropoutRate ?? network.DefaultDropoutRate!.Value;
        return builder.Add("Dropout", [x, builder.Constant($"{name}.ratio", TensorData.FromFloats([(float)rate]))], name: name);
    }

    /// <summary>Channels of zeros before and behind those of <paramref name="x"/>.</summary>
    public Value PadChannels(Value x, string name, int before, int behind)
    {
        var pads = builder.Constant($"{name}.pads", TensorData.FromInt64s([0, before, 0, 0, 0, behind, 0, 0], 8));
        return builder.Add("Pad", [x, pads], name: name);
    }

    private static AttributeMap Window(int kernel, int stride, int padding) =>
        AttributeMap.Empty.With("kernel_shape", kernel, kernel).With("strides", stride, stride).With("pads", padding, padding, padding, padding);

    private Value Parameter(string layer, string suffix, ParameterKind kind, params long[] dimensions) =>
        Parameter(layer, suffix, kind, dimensions, Fans.Of(dimensions));

    private Value Parameter(string layer, string suffix, ParameterKind kind, long[] dimensions, Fans fans)
    {
        var name = $"{layer}.{suffix}";
        _bytes += dimensions.Aggregate((long)sizeof(float), (product, length) => checked(product * length));
        if (_bytes > LargestBytes)
        {
            throw new NetworkException(
                $"{network.Name} for {options.InputOf(network)} and {options.Classes ?? network.Classes} classes has more than the 2 GB of parameters that an ONNX file can hold "
                + $"('{name}' alone is {TensorShape.Of(dimensions)}). Choose a smaller input or fewer classes.");
        }

        return builder.Constant(name, parameters(new ParameterRequest(name, kind, dimensions, fans)));
    }
}
