using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Makes a backbone of any ONNX image classifier: finds its input and features, states its contract, and tries it out.</summary>
public static class BackboneImporter
{
    /// <summary>Imports an ONNX file, weights in external files of its folder included.</summary>
    /// <exception cref="BackboneException">The file or the options cannot be used; the message has a line for every fault.</exception>
    public static Backbone Import(string file, BackboneImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var read = NetworkFile.Read(file);
        var own = OwnModel.Find(read, file);
        var network = own?.Network ?? read;
        var faults = new List<string>();
        if (!BackboneName.IsValid(options.Name))
        {
            faults.Add($"'{options.Name}' is not a valid name for a backbone. Valid: {BackboneName.Rule}.");
        }

        var image = ImageInput.Find(network, options, faults);
        var input = ImagePreparation.Decide(image, own?.Input, options, faults);
        var features = FindFeatures(network, options.FeatureTensor, faults);
        if (faults.Count > 0)
        {
            throw Refusal(file, faults);
        }

        try
        {
            return Make(network, image!, input!, features!, options);
        }
        catch (Exception error) when (error is BackboneException or GraphFormatException)
        {
            throw Refusal(file, [error.Message], error);
        }
    }

    private static FeatureTensor? FindFeatures(Graph network, string? wanted, List<string> faults)
    {
        try
        {
            var features = wanted is null ? FeatureFinder.Find(network) : FeatureFinder.Find(network, wanted);
            return features.Value.IsInput
                ? throw new GraphFormatException($"'{wanted}' is the input, not a result of the network.")
                : features;
        }
        catch (GraphFormatException error)
        {
            faults.Add($"{error.Message} Say which with --features NAME.");
            return null;
        }
    }

    private static Backbone Make(
        Graph network, ImageInput image, InputContract input, FeatureTensor features, BackboneImportOptions options)
    {
        var contract = new BackboneContract(
            input,
            features.Value.Name,
            features.Channels,
            options.Source ?? network.Metadata.GetValueOrDefault("source", ""),
            options.Licence ?? network.Metadata.GetValueOrDefault("license", ""));
        var metadata = new Dictionary<string, string>(network.Metadata) { [BackboneContract.MetadataKey] = contract.ToJson() };
        var backbone = new Backbone(options.Name, WithShape(new BatchRelease().Run(network), image.Shape, metadata), contract);
        FeatureTrial.Run(backbone);
        return backbone;
    }

    /// <summary>The same network with the size and the one symbolic dimension decided on, its shapes worked out anew.</summary>
    private static Graph WithShape(Graph network, TensorShape shape, IReadOnlyDictionary<string, string> metadata)
    {
        var builder = GraphBuilder.Like(network);
        var input = builder.Input(network.Inputs[0].Name, ElementType.Float32, shape);
        var copies = builder.Inline(network, new Dictionary<Value, Value> { [network.Inputs[0]] = input }, network.Outputs);
        return builder.Build([.. network.Outputs.Select(output => (output.Name, copies[output]))], metadata);
    }

    private static BackboneException Refusal(string file, IReadOnlyList<string> faults, Exception? cause = null)
        => new($"{file} cannot be a backbone:\n{string.Join('\n', faults.Select(fault => "- " + fault))}", cause);
}
