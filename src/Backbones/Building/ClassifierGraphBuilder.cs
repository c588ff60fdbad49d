using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Builds the network that is delivered: pixels to class probabilities in one file.</summary>
public static class ClassifierGraphBuilder
{
    /// <summary>The shares of red, green and blue in a grey pixel (ITU-R BT.601), for networks that take one channel.</summary>
    public static IReadOnlyList<float> Luminance { get; } = [0.299f, 0.587f, 0.114f];

    /// <summary>
    /// The features of <see cref="FeatureGraphBuilder.Build(Backbone)"/>, a dense layer and softmax: from <c>input</c>, float32 <c>[batch,
    /// 3, H, W]</c>, RGB, 0 to 255, to <c>Score</c>, float32 <c>[batch, K]</c>, each row summing to 1.
    /// </summary>
    /// <param name="backbone">The features' network, with D features.</param>
    /// <param name="weights"><c>[K, D]</c>, row-major: one row per class.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <param name="metadata">What the file says about itself, such as the entries of <see cref="ModelMetadata.Write"/>.</param>
    /// <param name="exposeFeatures">Whether <c>features</c>, <c>[batch, D]</c>, is a second output. Default no.</param>
    /// <exception cref="ArgumentException">The weights or bias do not fit the features.</exception>
    public static Graph Build(
        Backbone backbone,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        IReadOnlyDictionary<string, string> metadata,
        bool exposeFeatures = false)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (bias.IsEmpty || weights.Length != (long)bias.Length * backbone.FeatureCount)
        {
            throw new ArgumentException(
                $"{weights.Length} weights do not fit: {bias.Length} classes over the {backbone.FeatureCount} features of "
                + $"'{backbone.Name}' need [{bias.Length}, {backbone.FeatureCount}].",
                nameof(weights));
        }

        var builder = GraphBuilder.Like(backbone.Graph, backbone.Name);
        var features = FeatureGraphBuilder.Add(builder, backbone);
        var head = builder.Constant("head_weight", TensorData.FromFloats(weights, bias.Length, backbone.FeatureCount));
        var offset = builder.Constant("head_bias", TensorData.FromFloats(bias, bias.Length));
        var logits = Dense(builder, features, head, offset);
        var score = Softmax(builder, logits);
        (string, Value)[] outputs = exposeFeatures
            ? [(ModelMetadata.ScoreOutput, score), (ModelMetadata.FeatureOutput, features)]
            : [(ModelMetadata.ScoreOutput, score)];
        return builder.Build(outputs, metadata);
    }

    /// <summary>
    /// A whole network with its preparation in front and softmax behind it: from <c>input</c>, float32 <c>[batch, 3, H, W]</c>, RGB, 0 to
    /// 255, to <c>Score</c>, float32 <c>[batch, K]</c>.
    /// </summary>
    /// <param name="network">One input <c>[batch, C, H, W]</c>, one output <c>[batch, K]</c>, logits. With C = 1 the normalised colours are weighed by <see cref="Luminance"/>.</param>
    /// <param name="input">How an image becomes the input.</param>
    /// <param name="metadata">What the file says about itself.</param>
    public static Graph Build(Graph network, InputContract input, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        var builder = GraphBuilder.Like(network);
        var logits = FeatureGraphBuilder.AddUpTo(builder, network, input, network.Outputs[0]);
        return builder.Build([(ModelMetadata.ScoreOutput, Softmax(builder, logits))], metadata);
    }

    /// <summary>
    /// The network that is trained when a backbone is: from the backbone's normalised planes, <c>[batch, 3, H, W]</c>, to <c>logits</c>,
    /// <c>[batch, K]</c>. Its parameters keep their names.
    /// </summary>
    /// <param name="backbone">The features' network, with D features.</param>
    /// <param name="weight">Name and elements <c>[K, D]</c> of the new dense layer's weight.</param>
    /// <param name="bias">Name and elements <c>[K]</c> of its bias.</param>
    public static Graph BuildLogits(Backbone backbone, (string Name, TensorData Data) weight, (string Name, TensorData Data) bias)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var resize = backbone.Input.Resize;
        var builder = GraphBuilder.Like(backbone.Graph, backbone.Name);
        var planes = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, resize.Height, resize.Width));
        var arranged = FeatureGraphBuilder.Lay(builder, planes, backbone.Input.Layout);
        var features = FeatureGraphBuilder.AddFeatures(builder, backbone, arranged);
        var logits = Dense(builder, features, builder.Constant(weight.Name, weight.Data), builder.Constant(bias.Name, bias.Data));
        return builder.Build([("logits", logits)]);
    }

    private static Value Dense(GraphBuilder builder, Value features, Value weight, Value bias) =>
        builder.Add("Gemm", [features, weight, bias], AttributeMap.Empty.With("transB", 1), "logits");

    private static Value Softmax(GraphBuilder builder, Value logits) =>
        builder.Add("Softmax", [logits], AttributeMap.Empty.With("axis", 1), ModelMetadata.ScoreOutput);
}
