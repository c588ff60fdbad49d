using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Builds the network that is delivered: pixels to class probabilities in one file.</summary>
public static class ClassifierGraphBuilder
{
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
        var logits = builder.Add("Gemm", [features, head, offset], AttributeMap.Empty.With("transB", 1), "logits");
        var score = builder.Add("Softmax", [logits], AttributeMap.Empty.With("axis", 1), ModelMetadata.ScoreOutput);
        (string, Value)[] outputs = exposeFeatures
            ? [(ModelMetadata.ScoreOutput, score), (ModelMetadata.FeatureOutput, features)]
            : [(ModelMetadata.ScoreOutput, score)];
        return builder.Build(outputs, metadata);
    }
}
