namespace MLPipeline.Interpretation;

/// <summary>Where in an image a network saw evidence for a class: a number for each place of the network's last map. Immutable.</summary>
/// <param name="Class">The class, by its place among the labels.</param>
/// <param name="Height">Rows of the map.</param>
/// <param name="Width">Columns of the map.</param>
/// <param name="Values">
/// <c>[Height, Width]</c>, row-major; above 0 speaks for the class, below 0 against it. The unit depends on the network.
/// </param>
public sealed record ActivationMap(int Class, int Height, int Width, IReadOnlyList<float> Values)
{
    /// <summary>
    /// The evidence for the class as heat from 0 to 1: what speaks against it is 0, the highest value is 1; all 0 where nothing speaks
    /// for it.
    /// </summary>
    public float[] ToHeat()
    {
        var highest = Values.Max();
        return [.. Values.Select(value => highest > 0 ? Math.Max(0, value) / highest : 0)];
    }
}

/// <summary>How activation maps are computed.</summary>
public enum ActivationMethod
{
    /// <summary>
    /// Class activation mapping (B. Zhou et al., "Learning Deep Features for Discriminative Localization", 2016, equation 2): the
    /// channels of the last map, weighed as the dense layer behind the global average weighs them. The mean of the map is the class's
    /// logit without its bias.
    /// </summary>
    DenseWeights,

    /// <summary>
    /// Grad-CAM (R. Selvaraju et al. 2017, equations 1 and 2): the channels of the last map, weighed by the mean derivative of the class's
    /// logit, and only what speaks for the class. For networks that do not end in a global average and one dense layer.
    /// </summary>
    Gradients,
}
