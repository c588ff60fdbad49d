using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// Groups of 3x3 convolutions, each followed by a 2x2 maximum pooling, and three dense layers. Source: Simonyan, Zisserman, "Very Deep
/// Convolutional Networks for Large-Scale Image Recognition" (2015).
/// </summary>
/// <remarks>
/// torchvision averages the last map to 7x7 whatever its size; that changes nothing at 224x224. Here the first dense layer takes the
/// map as it is: at another size it has another shape, and fewer weights for smaller images.
/// </remarks>
public sealed record VggNetwork : NetworkDefinition
{
    /// <value>Convolutions in each group: <c>[2, 2, 3, 3, 3]</c> for VGG-16.</value>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <value>Channels of each group.</value>
    public IReadOnlyList<int> Widths { get; init; } = [64, 128, 256, 512, 512];

    /// <value>Numbers that the two inner dense layers give; default 4096.</value>
    public int DenseWidth { get; init; } = 4096;

    /// <value>Whether each convolution is followed by batch normalisation; default not.</value>
    public bool IsNormalized { get; init; }

    /// <inheritdoc/>
    public override string Structure => $"3x3 convolutions [{string.Join(", ", Depths)}]{(IsNormalized ? ", normalised" : "")}, 3 dense layers";

    /// <inheritdoc/>
    public override NetworkInitialization DefaultInitialization => NetworkInitialization.Vgg;

    /// <inheritdoc/>
    public override double? DefaultDropoutRate => 0.5;

    /// <inheritdoc/>
    public override int SmallestSize => LayerSequence.SmallestSize(Layers());

    internal override IEnumerable<string> RowFaults()
    {
        if (Depths.Count != Widths.Count) yield return $"{Name} has {Depths.Count} depths and {Widths.Count} widths; each group needs both.";
    }

    internal override Value Write(LayerWriter layers, Value pixels, int classes) => LayerSequence.Write(layers, Layers(), pixels, classes);

    /// <summary>With torchvision's names, which are numbers within <c>features</c> and <c>classifier</c>.</summary>
    private List<Layer> Layers()
    {
        var layers = new List<Layer>();
        foreach (var (depth, width) in Depths.Zip(Widths))
        {
            for (var i = 0; i < depth; i++)
            {
                layers.Add(new Layer.Convolution(Feature(), width, Kernel: 3, Padding: 1));
                if (IsNormalized) layers.Add(new Layer.Normalization(Feature()));
                layers.Add(new Layer.Relu(Feature()));
            }

            layers.Add(new Layer.MaxPooling(Feature()));
        }

        return
        [
            .. layers, new Layer.Flatten("flatten"),
            new Layer.Dense("classifier.0", DenseWidth), new Layer.Relu("classifier.1"), new Layer.Dropout("classifier.2"),
            new Layer.Dense("classifier.3", DenseWidth), new Layer.Relu("classifier.4"), new Layer.Dropout("classifier.5"),
            new Layer.Dense("classifier.6"),
        ];

        string Feature() => $"features.{layers.Count}";
    }
}
