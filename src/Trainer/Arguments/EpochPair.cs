using System.Globalization;

namespace MLPipeline.Trainer;

/// <summary>
/// Epochs of the classifier alone, null to have them chosen, and then of all layers: <c>1+4</c>, <c>auto+4</c>; <c>4</c> means
/// <c>1+4</c>.
/// </summary>
internal readonly record struct EpochPair(int? Head, int All)
{
    /// <summary>What cannot be understood; how many there may be is said by the options that they go into.</summary>
    public static IEnumerable<string> Faults(string text)
    {
        if (Of(text) is not null) yield break;
        yield return $"--epochs is '{text}'; it must be epochs of the classifier and then of all layers, such as 1+4 or auto+4, "
            + "or of all layers after one of the classifier, such as 4.";
    }

    /// <summary>Reads a text; null where it cannot be understood.</summary>
    public static EpochPair? Of(string? text) => text?.Split('+') switch
    {
        [var all] when TryRead(all, out var count) => new EpochPair(1, count),
        ["auto", var all] when TryRead(all, out var count) => new EpochPair(null, count),
        [var head, var all] when TryRead(head, out var first) && TryRead(all, out var second) => new EpochPair(first, second),
        _ => null,
    };

    private static bool TryRead(string text, out int count) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count);
}
