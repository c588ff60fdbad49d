namespace MLPipeline.Networks;

/// <summary>How many weights come together in one result of a layer, and how many results one input goes into.</summary>
/// <param name="In">Convolution <c>[M, C / group, kH, kW]</c>: C / group · kH · kW; dense <c>[out, in]</c>: in.</param>
/// <param name="Out">Convolution: M · kH · kW; dense: out.</param>
public readonly record struct Fans(long In, long Out)
{
    /// <summary>Those of a weight by its shape, output channels first. A shape of one dimension has that length for both.</summary>
    /// <remarks>Grouped convolutions count as torch.nn.init counts them: Out takes all M channels.</remarks>
    public static Fans Of(IReadOnlyList<long> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count < 2) return new Fans(dimensions.Count == 0 ? 1 : dimensions[0], dimensions.Count == 0 ? 1 : dimensions[0]);
        var kernel = dimensions.Skip(2).Aggregate(1L, (product, length) => product * length);
        return new Fans(dimensions[1] * kernel, dimensions[0] * kernel);
    }
}

/// <summary>Which fan decides the spread.</summary>
public enum FanMode
{
    /// <summary>Keeps the variance of what goes forward.</summary>
    In,

    /// <summary>Keeps the variance of the gradient that goes back.</summary>
    Out,
}
