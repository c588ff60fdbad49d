using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>
/// A model that this project's trainer has written, whose metadata say how an image becomes its input. What its graph does to pixels first
/// is taken off again, so that a backbone made of it takes what its layers were trained on.
/// </summary>
/// <param name="Network">From normalised planes on, without the metadata of a model.</param>
/// <param name="Input">How an image becomes these planes.</param>
internal sealed record OwnModel(Graph Network, InputContract Input)
{
    private const int Decimals = 6;

    /// <summary>Null for a network from elsewhere.</summary>
    /// <exception cref="BackboneException">The metadata cannot be understood.</exception>
    public static OwnModel? Find(Graph network, string file)
    {
        if (!network.Metadata.TryGetValue(ModelMetadata.InputKey, out var text) || network.Inputs.Count != 1) return null;
        try
        {
            var contract = InputContractJson.Read(text);
            return PreparationOf(network) is { } preparation
                ? new OwnModel(Behind(network, preparation.Planes), contract with { Normalization = preparation.Normalization })
                : new OwnModel(Behind(network, network.Inputs[0]), contract);
        }
        catch (FormatException error)
        {
            throw new BackboneException($"{file} has damaged metadata: {error.Message}", error);
        }
    }

    /// <summary>What <see cref="FeatureGraphBuilder"/> puts in front: a factor and a summand for each colour.</summary>
    private static (Value Planes, PixelNormalization Normalization)? PreparationOf(Graph network) =>
        Next(network, network.Inputs[0], "Mul") is var (scaled, scale) && Next(network, scaled, "Add") is var (planes, offset)
            ? (planes, Normalization(scale, offset))
            : null;

    private static (Value Result, float[] PerColour)? Next(Graph network, Value value, string operation) =>
        network.ConsumersOf(value) is [var node] && node.Is(operation) && node.Input(0) == value
        && node.Input(1)?.Constant is { Count: 3, ElementType: ElementType.Float32 } constant
            ? (node.Outputs[0]!, constant.ToFloats())
            : null;

    /// <summary>
    /// Mean and deviation of pixels from 0 to 1. They were decimals before they became a factor and a summand, and are that again where
    /// nothing is lost.
    /// </summary>
    private static PixelNormalization Normalization(float[] scale, float[] offset)
    {
        var exact = new PixelNormalization
        {
            Range = 1,
            Deviation = [.. scale.Select(factor => 1 / 255f / factor)],
            Mean = [.. scale.Zip(offset, (factor, summand) => -summand / 255f / factor)],
        };
        static float Rounded(float value) => (float)Math.Round((double)value, Decimals);
        var round = exact with { Deviation = [.. exact.Deviation.Select(Rounded)], Mean = [.. exact.Mean.Select(Rounded)] };
        var isSame = Enumerable.Range(0, 3).All(colour =>
            round.Deviation[colour] != 0 && round.Scale(colour) == scale[colour] && round.Offset(colour) == offset[colour]);
        return isSame ? round : exact;
    }

    private static Graph Behind(Graph network, Value planes)
    {
        var builder = GraphBuilder.Like(network);
        var input = builder.Input(network.Inputs[0].Name, network.Inputs[0].ElementType!.Value, network.Inputs[0].Shape!);
        var copies = builder.Inline(network, new Dictionary<Value, Value> { [planes] = input }, network.Outputs);
        string[] ofModels = [ModelMetadata.VersionKey, ModelMetadata.LabelsKey, ModelMetadata.InputKey, ModelMetadata.ProvenanceKey];
        return builder.Build(
            [.. network.Outputs.Select(output => (output.Name, copies[output]))],
            network.Metadata.Where(entry => !ofModels.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value));
    }
}
