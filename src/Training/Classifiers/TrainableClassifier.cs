using MLPipeline.Backbones;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Networks;

namespace MLPipeline.Training;

/// <summary>A whole network whose parameters can be trained, and how an image becomes its input. Immutable and thread-safe.</summary>
public sealed record TrainableClassifier
{
    private const string NewLayer = "head";

    private TrainableClassifier()
    {
    }

    /// <summary>What the network is called.</summary>
    public required string Name { get; init; }

    /// <summary>One input Float32 <c>[batch, C, H, W]</c>, normalised pixels; one output Float32 <c>[batch, K]</c>, logits.</summary>
    public required Graph Network { get; init; }

    /// <summary>
    /// How an image becomes the input: always planes of the size C, H, W. Where C is 1, the three normalised colours are weighed together by
    /// <see cref="Luminance"/>.
    /// </summary>
    public required InputContract Input { get; init; }

    /// <summary>The pretrained network whose weights these are; null for a network that starts from zero.</summary>
    public Backbone? Backbone { get; private init; }

    /// <summary>C: 1 for grey images, 3 for colour.</summary>
    public int Channels => (int)Network.Inputs[0].Shape![1].Length!.Value;

    /// <summary>A network with fresh parameters.</summary>
    /// <param name="definition">The network.</param>
    /// <param name="options">Classes, channels, size and seed.</param>
    /// <param name="input">How an image becomes the input; its size must be the network's.</param>
    /// <exception cref="NetworkException">The options do not fit the network; all faults are listed.</exception>
    public static TrainableClassifier FromZero(NetworkDefinition definition, NetworkOptions options, InputContract input)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new TrainableClassifier { Name = definition.Name, Network = definition.Build(options), Input = input };
    }

    /// <summary>
    /// A pretrained network with a new classifier in place of its own. Its batch normalisation is multiplied into its convolutions: with the
    /// statistics of a few batches the features would not be those that the classifier was trained on (docs/decisions, "Fine-tuning without
    /// batch statistics").
    /// </summary>
    /// <param name="backbone">The network.</param>
    /// <param name="head">The new classifier, trained on the backbone's features.</param>
    /// <exception cref="BackboneException">The head does not fit the backbone's features.</exception>
    public static TrainableClassifier FromBackbone(Backbone backbone, LinearHead head)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(head);
        var network = ClassifierGraphBuilder.BuildLogits(
            backbone,
            ($"{NewLayer}.weight", TensorData.FromFloats(head.Weights, head.Classes, head.Width)),
            ($"{NewLayer}.bias", TensorData.FromFloats(head.Bias, head.Classes)));
        return new TrainableClassifier
        {
            Name = backbone.Name,
            // Exporters share equal constants by way of Identity nodes; here each is a parameter of its own.
            Network = new BatchNormalizationFolding().Run(new ConstantFolding().Run(network)),
            Input = backbone.Input with { Layout = TensorLayout.Nchw },
            Backbone = backbone,
        };
    }

    /// <summary>The shares of red, green and blue in a grey pixel (ITU-R BT.601).</summary>
    public static IReadOnlyList<float> Luminance => ClassifierGraphBuilder.Luminance;

    /// <summary>The names of the parameters that are trained when everything is: all but running means and variances and constants of the preparation.</summary>
    internal IReadOnlyList<string> Parameters() =>
        [.. NetworkParameters.Of(Network).Where(parameter => parameter.Role < ParameterRole.RunningMean).Select(parameter => parameter.Name)];

    /// <summary>Mean and deviation of each colour for pixels from 0 to 1, as training prepares them.</summary>
    internal (float[] Mean, float[] Deviation) Normalization()
    {
        var normalization = Input.Normalization;
        return ([.. normalization.Mean.Select(value => value / normalization.Range)], [.. normalization.Deviation.Select(value => value / normalization.Range)]);
    }

    internal ResizeRule Resize => Input.Resize;
}
