namespace MLPipeline.Training;

/// <summary>
/// Mixes each image of a batch with the one before it (the first with the last), and the targets likewise. Immutable and thread-safe.
/// </summary>
public abstract record BatchMix
{
    private protected BatchMix()
    {
    }

    /// <value>The share of an image in its mixture is drawn from Beta(alpha, alpha), once per batch; above 0, at most 100. Default 1: evenly.</value>
    public double Alpha { get; init; } = 1;

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(Alpha is > 0 and <= 100))
        {
            yield return $"The alpha {Alpha} of {Name} must be above 0 and at most 100.";
        }
    }

    /// <summary>As <see cref="ImageAugmentation.Parse"/> reads it.</summary>
    public sealed override string ToString() => $"{Name}:{Alpha}";

    internal abstract string Name { get; }

    /// <summary>How the images of a batch of that size are mixed.</summary>
    internal abstract Mixture Choose(int height, int width, ref KeyedRandom random);
}
