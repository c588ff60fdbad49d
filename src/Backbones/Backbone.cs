using System.Security.Cryptography;
using System.Text;
using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>
/// A pretrained network and what has to be known to take features from it. Immutable and thread-safe. In a file it is the network's own
/// ONNX model with one metadata entry more, <c>mlpipeline.backbone</c>, so that any other program can use the file too.
/// </summary>
public sealed class Backbone
{
    private readonly Lazy<string> _sha256;

    internal Backbone(string name, Graph graph, BackboneContract contract)
    {
        Name = name;
        Graph = graph;
        Contract = contract;
        _sha256 = new Lazy<string>(ComputeSha256);
    }

    /// <summary>What <c>--backbone</c> takes.</summary>
    public string Name { get; }

    /// <summary>The whole network, its classifier included; one image input whose first dimension is <c>batch</c>.</summary>
    public Graph Graph { get; }

    /// <summary>
    /// How an image becomes <see cref="Graph"/>'s input. (The graphs built from the backbone normalise by themselves: <see
    /// cref="FeatureGraphBuilder.Input"/>.)
    /// </summary>
    public InputContract Input => Contract.Input;

    /// <summary>
    /// The tensor of <see cref="Graph"/> that features are taken from, <c>[batch, D]</c> or a feature map that is averaged to it.
    /// </summary>
    public string FeatureTensor => Contract.FeatureTensor;

    /// <summary>The number of features of an image, D.</summary>
    public int FeatureCount => Contract.FeatureCount;

    /// <summary>Where the network comes from; empty when nobody said.</summary>
    public string Source => Contract.Source;

    /// <summary>Its licence; empty when nobody said.</summary>
    public string Licence => Contract.Licence;

    /// <summary>
    /// SHA-256 (lower-case hexadecimal) of all that the features of an image depend on: preparation of the image, weights and operators up
    /// to the features; not the name, the classifier or the origin. The key of feature caches. Computed at first use, which reads all
    /// weights once.
    /// </summary>
    public string Sha256 => _sha256.Value;

    internal BackboneContract Contract { get; }

    /// <summary>Reads a backbone that <c>backbone add</c> or <c>pull</c> has stored.</summary>
    /// <exception cref="BackboneException">The file is missing, damaged, or a network whose contract nobody has stated yet.</exception>
    public static Backbone Load(StoredBackbone stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var graph = NetworkFile.Read(stored.Path);
        return graph.Metadata.TryGetValue(BackboneContract.MetadataKey, out var text)
            ? new Backbone(stored.Name, graph, BackboneContract.Parse(text, stored.Path))
            : throw new BackboneException(
                $"{stored.Path} does not say how its images are to be prepared. Add it once, with the preset it was trained with: "
                + $"backbone add {stored.Path} --name NAME --preset {string.Join('|', InputPreset.All.Select(preset => preset.Name))}.");
    }

    /// <summary>Writes the backbone's file to a stream, which stays open.</summary>
    public void Write(Stream stream) => OnnxWriter.Write(Graph, stream);

    private string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(InputContractJson.Write(Input)));
        hash.AppendData(OnnxWriter.ToBytes(FeatureGraphBuilder.Build(this)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
