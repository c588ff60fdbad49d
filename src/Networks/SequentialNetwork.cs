using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>A network without branches, layer by layer. Its first dense layer takes as many numbers as the poolings leave of the image.</summary>
public sealed record SequentialNetwork : NetworkDefinition
{
    /// <value>From the image to the logits.</value>
    public required IReadOnlyList<Layer> Layers { get; init; }

    /// <value>The rate of its dropouts, 0 to below 1; null when it has none.</value>
    public double? DropoutRate { get; init; }

    /// <inheritdoc/>
    public override string Structure =>
        $"{Layers.Count(layer => layer is Layer.Convolution)} convolutions, {Layers.Count(layer => layer is Layer.Dense)} dense layers";

    /// <inheritdoc/>
    public override NetworkInitialization DefaultInitialization => NetworkInitialization.Default;

    /// <inheritdoc/>
    public override double? DefaultDropoutRate => DropoutRate;

    /// <inheritdoc/>
    public override int SmallestSize => LayerSequence.SmallestSize(Layers);

    internal override IEnumerable<string> RowFaults()
    {
        if (Layers is not [.., Layer.Dense { Width: null }]) yield return $"The last layer of {Name} must be a dense one without a width of its own, for the classes.";
        if (Layers.Any(layer => layer is Layer.Dropout) != DropoutRate.HasValue) yield return $"{Name} must have both dropout layers and a DropoutRate, or neither.";
    }

    internal override Value Write(LayerWriter layers, Value pixels, int classes) => LayerSequence.Write(layers, Layers, pixels, classes);
}
