namespace MLPipeline.Inference;

/// <summary>
/// What is done to a pixel before a network sees it: <c>(pixel / 255 * Range - Mean) / Deviation</c>, per colour, with pixels from 0 to 255.
/// Mean and deviation are in red, green, blue order whatever the <see cref="ChannelOrder"/>.
/// </summary>
public sealed record PixelNormalization
{
    /// <summary>The value of a white pixel before mean and deviation are applied: 1 or 255 in practice. Default 255.</summary>
    public float Range { get; init; } = 255;

    /// <summary>Three numbers, subtracted; in units of <see cref="Range"/>. Default zeros.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Three numbers other than zero, divided by; in units of <see cref="Range"/>. Default ones.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [1, 1, 1];

    /// <summary>Pixels unchanged, 0 to 255: what a model made by this project takes, since its own graph normalises.</summary>
    public static PixelNormalization None { get; } = new();

    /// <summary>The factor of the equivalent <c>pixel * Scale + Offset</c> for a colour (0 red, 1 green, 2 blue), pixels from 0 to 255.</summary>
    public float Scale(int colour) => Range / 255 / Deviation[colour];

    /// <summary>The summand of the equivalent <c>pixel * Scale + Offset</c>.</summary>
    public float Offset(int colour) => -Mean[colour] / Deviation[colour];

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (!(Range > 0) || !float.IsFinite(Range))
        {
            yield return $"The range {Range} must be a positive number, usually 1 or 255.";
        }

        if (Mean.Count != 3 || Mean.Any(value => !float.IsFinite(value)))
        {
            yield return $"The mean [{string.Join(", ", Mean)}] must be three numbers (red, green, blue).";
        }

        if (Deviation.Count != 3 || Deviation.Any(value => !float.IsFinite(value) || value == 0))
        {
            yield return $"The deviation [{string.Join(", ", Deviation)}] must be three numbers other than zero (red, green, blue).";
        }
    }

    /// <summary>Equal when all values are.</summary>
    public bool Equals(PixelNormalization? other) =>
        other is not null && Range.Equals(other.Range) && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Range, Mean.Count > 0 ? Mean[0] : 0, Deviation.Count > 0 ? Deviation[0] : 0);
}
