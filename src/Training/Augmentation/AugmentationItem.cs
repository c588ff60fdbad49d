namespace MLPipeline.Training;

/// <summary>An item of the command line's <c>--augment</c>.</summary>
public sealed class AugmentationItem
{
    internal AugmentationItem(string syntax, string meaning, Func<AugmentationValues, object> create)
    {
        (Syntax, Meaning, Create) = (syntax, meaning, create);
    }

    /// <value>Its name and values, e.g. <c>blur[:MIN[:MAX[:PROBABILITY]]]</c>.</value>
    public string Syntax { get; }

    /// <value>What it does, with the defaults of its values, as half a sentence.</value>
    public string Meaning { get; }

    /// <value>The name alone.</value>
    public string Name => Syntax.Split('[')[0];

    internal int MostValues => Syntax.Count(letter => letter == '[');

    /// <summary>Makes an <see cref="ImageTransform"/> or a <see cref="BatchMix"/>; a value that is not given has its default.</summary>
    internal Func<AugmentationValues, object> Create { get; }
}
