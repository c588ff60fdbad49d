using MLPipeline.Backbones;

namespace MLPipeline.Training.Tests;

/// <summary>The bundled backbone with a new classifier of small random weights.</summary>
internal static class PretrainedNetwork
{
    public static Backbone Backbone { get; } = Backbone.Load(new StoredBackbone(
        BundledBackbone.Name, Repository.PathOf("models", "backbones", $"{BundledBackbone.Name}.onnx"), IsBundled: true));

    public static TrainableClassifier With(int classes)
    {
        var random = new Random(1);
        var weights = Enumerable.Range(0, classes * Backbone.FeatureCount).Select(_ => (float)((random.NextDouble() - 0.5) / 10)).ToArray();
        return TrainableClassifier.FromBackbone(Backbone, new LinearHead(weights, new float[classes]));
    }
}
