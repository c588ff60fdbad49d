namespace MLPipeline.Training;

/// <summary>One random change of an image, on its bytes. Immutable and thread-safe; the random numbers come from the image's key.</summary>
public abstract record ImageTransform
{
    private protected ImageTransform()
    {
    }

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public abstract IEnumerable<string> Faults();

    /// <summary>As <see cref="ImageAugmentation.Parse"/> reads it.</summary>
    public sealed override string ToString() => Expression;

    internal abstract string Expression { get; }

    internal abstract void Apply(WorkingImage image, ref KeyedRandom random);

    private protected static IEnumerable<string> ProbabilityFaults(double probability, string of)
    {
        if (!(probability is >= 0 and <= 1))
        {
            yield return $"The probability {probability} of {of} must be 0 to 1.";
        }
    }
}
