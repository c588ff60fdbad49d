using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>
/// Builds the network that turns plain pixels into features: normalisation, channel order and layout become nodes in front of the backbone.
/// Only operators whose meaning is the same in every opset from 7 on are put in (Mul, Add, Gather, Transpose, GlobalAveragePool, Flatten,
/// and Gemm and Softmax over <c>[batch, K]</c> for classifiers), so the backbone keeps the opset it was written in.
/// </summary>
public static class FeatureGraphBuilder
{
    /// <summary>The name of the built network's output.</summary>
    public const string FeatureOutput = ModelMetadata.FeatureOutput;

    /// <summary>
    /// How an image becomes the input of the built networks: resized as the backbone wants it, RGB, <c>[batch, 3, H, W]</c>, 0 to 255,
    /// nothing subtracted.
    /// </summary>
    public static InputContract Input(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return new InputContract { Resize = backbone.Input.Resize };
    }

    /// <summary>
    /// The network from <c>input</c>, float32 <c>[batch, 3, H, W]</c> (upright pixels, RGB, 0 to 255), to <c>features</c>, float32
    /// <c>[batch, D]</c>. <c>batch</c> is its only symbolic dimension.
    /// </summary>
    public static Graph Build(Backbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var builder = GraphBuilder.Like(backbone.Graph, FeatureOutput);
        return builder.Build([(FeatureOutput, Add(builder, backbone))]);
    }

    /// <summary>
    /// The lower part of a network from <c>input</c>, as <see cref="Build(Backbone)"/> has it, to one of its values as <c>features</c>,
    /// float32 <c>[batch, D]</c>: all elements of an image in their order, nothing averaged.
    /// </summary>
    /// <param name="network">One input <c>[batch, C, H, W]</c>, normalised planes.</param>
    /// <param name="input">How an image becomes that input.</param>
    /// <param name="last">A value of <paramref name="network"/>.</param>
    public static Graph Build(Graph network, InputContract input, Value last)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        var builder = GraphBuilder.Like(network, FeatureOutput);
        var value = AddUpTo(builder, network, input, last);
        return builder.Build([(FeatureOutput, builder.Add("Flatten", [value], AttributeMap.Empty.With("axis", 1), "feature_row"))]);
    }

    /// <summary>Puts everything from <c>input</c> to the features, <c>[batch, D]</c>, into a builder.</summary>
    internal static Value Add(GraphBuilder builder, Backbone backbone) => AddFeatures(builder, backbone, Prepare(builder, backbone.Input));

    /// <summary>Puts the backbone from its prepared input to the features, <c>[batch, D]</c>, into a builder.</summary>
    internal static Value AddFeatures(GraphBuilder builder, Backbone backbone, Value prepared)
    {
        var features = FeatureFinder.Find(backbone.Graph, backbone.FeatureTensor);
        var copies = builder.Inline(backbone.Graph, new Dictionary<Value, Value> { [backbone.Graph.Inputs[0]] = prepared }, features.Value);
        return Flatten(builder, copies[features.Value], features);
    }

    /// <summary>Puts everything from <c>input</c> to a value of a network into a builder.</summary>
    internal static Value AddUpTo(GraphBuilder builder, Graph network, InputContract input, Value last)
    {
        var planes = network.Inputs[0];
        var prepared = Prepare(builder, input);
        if (planes.Shape![1].Length == 1)
        {
            var shares = builder.Constant("luminance_shares", TensorData.FromFloats([.. ClassifierGraphBuilder.Luminance], 1, 3, 1, 1));
            prepared = builder.Add("Conv", [prepared, shares], AttributeMap.Empty.With("kernel_shape", 1L, 1L), "luminance");
        }

        return builder.Inline(network, new Dictionary<Value, Value> { [planes] = prepared }, last)[last];
    }

    /// <summary>Planes in the layout that a network takes.</summary>
    internal static Value Lay(GraphBuilder builder, Value planes, TensorLayout layout) =>
        layout == TensorLayout.Nhwc ? Transpose(builder, planes, "pixels_nhwc", 0, 2, 3, 1) : planes;

    /// <summary>Puts everything from <c>input</c> to a network's own input into a builder.</summary>
    private static Value Prepare(GraphBuilder builder, InputContract input)
    {
        var resize = input.Resize;
        var pixels = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, resize.Height, resize.Width));
        return Arrange(builder, Normalize(builder, pixels, input.Normalization), input);
    }

    private static Value Normalize(GraphBuilder builder, Value pixels, PixelNormalization normalization)
    {
        if (normalization.Equals(PixelNormalization.None))
        {
            return pixels;
        }

        var scale = PerColour(builder, "pixel_scale", normalization.Scale);
        var offset = PerColour(builder, "pixel_offset", normalization.Offset);
        return builder.Add("Add", [builder.Add("Mul", [pixels, scale], name: "pixels_scaled"), offset], name: "pixels_normalized");
    }

    private static Value PerColour(GraphBuilder builder, string name, Func<int, float> number)
        => builder.Constant(name, TensorData.FromFloats([number(0), number(1), number(2)], 3, 1, 1));

    private static Value Arrange(GraphBuilder builder, Value planes, InputContract input)
    {
        if (input.ChannelOrder == ChannelOrder.Bgr)
        {
            var order = builder.Constant("bgr", TensorData.FromInt64s([2, 1, 0], 3));
            planes = builder.Add("Gather", [planes, order], AttributeMap.Empty.With("axis", 1), "planes_bgr");
        }

        return Lay(builder, planes, input.Layout);
    }

    /// <summary>A feature map is averaged over its places; what is left is one row per image.</summary>
    private static Value Flatten(GraphBuilder builder, Value value, FeatureTensor features)
    {
        if (features.Layout == FeatureLayout.ChannelsLast)
        {
            value = Transpose(builder, value, "feature_map_nchw", 0, 3, 1, 2);
        }

        if (features.NeedsPooling)
        {
            value = builder.Add("GlobalAveragePool", [value], name: "feature_average");
        }

        return features.NeedsFlatten ? builder.Add("Flatten", [value], AttributeMap.Empty.With("axis", 1), "feature_row") : value;
    }

    private static Value Transpose(GraphBuilder builder, Value value, string name, params ReadOnlySpan<long> order)
        => builder.Add("Transpose", [value], AttributeMap.Empty.With("perm", order), name);
}
