using System.Security.Cryptography;
using System.Text;
using MLPipeline.Backbones;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>A frozen network from plain pixels to <c>features</c>, <c>[batch, D]</c>, and what its cache is called.</summary>
/// <param name="Name">For people, in the cache's folder name.</param>
/// <param name="Identity">Everything but image, device and decoding that a feature depends on.</param>
/// <param name="Resize">How an image becomes the input's size.</param>
/// <param name="Width">D.</param>
/// <param name="Build">Makes the graph.</param>
internal sealed record FeatureNetwork(string Name, Func<string> Identity, ResizeRule Resize, int Width, Func<Graph> Build)
{
    /// <summary>A backbone up to its features.</summary>
    public static FeatureNetwork Of(Backbone backbone) => new(
        backbone.Name,
        () => $"{backbone.Sha256}|{backbone.FeatureTensor}|{InputContractJson.Write(backbone.Input)}",
        backbone.Input.Resize,
        backbone.FeatureCount,
        () => FeatureGraphBuilder.Build(backbone));

    /// <summary>A classifier up to one of its values, all of whose elements are kept.</summary>
    public static FeatureNetwork Below(TrainableClassifier classifier, Value border)
    {
        var graph = FeatureGraphBuilder.Build(classifier.Network, classifier.Input, border);
        var bytes = OnnxWriter.ToBytes(graph);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(InputContractJson.Write(classifier.Input)), .. bytes]));
        return new FeatureNetwork(classifier.Name, () => sha256, classifier.Resize, (int)graph.Outputs[0].Shape![1].Length!.Value, () => graph);
    }
}
