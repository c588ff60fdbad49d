namespace MLPipeline.Datasets;

/// <summary>
/// Two images that look nearly the same and are not the same file: one is the other resized, compressed anew, or the next frame.
/// </summary>
/// <param name="Image">The held-out one of the two, if only one is held out.</param>
/// <param name="Part">Its part.</param>
/// <param name="Other">The image nearest to it.</param>
/// <param name="OtherPart">The part of the other one.</param>
/// <param name="Distance">Bits of 64 in which their difference hashes differ; 0 is the nearest.</param>
public sealed record NearDuplicate(LabeledImage Image, SplitName Part, LabeledImage Other, SplitName OtherPart, int Distance)
{
    /// <summary>True when one was trained on and the other is held out: figures on the held-out one are too good.</summary>
    public bool CrossesParts => Part != OtherPart;

    /// <summary>True when their labels differ: one of them may be wrong.</summary>
    public bool HasConflictingLabels => Image.Label != Other.Label;
}
