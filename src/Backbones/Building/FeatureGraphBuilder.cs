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

    /// <summary>Puts everything from <c>input</c> to the features, <c>[batch, D]</c>, into a builder.</summary>
    internal static Value Add(GraphBuilder builder, Backbone backbone)
    {
        var (network, resize) = (backbone.Graph, backbone.Input.Resize);
        var pixels = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, resize.Height, resize.Width));
        var prepared = Arrange(builder, Normalize(builder, pixels, backbone.Input.Normalization), backbone.Input);
        var features = FeatureFinder.Find(network, backbone.FeatureTensor);
        var copies = builder.Inline(network, new Dictionary<Value, Value> { [network.Inputs[0]] = prepared }, features.Value);
        return Flatten(builder, copies[features.Value], features);
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

        return input.Layout == TensorLayout.Nhwc ? Transpose(builder, planes, "pixels_nhwc", 0, 2, 3, 1) : planes;
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
