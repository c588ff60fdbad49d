using System.Runtime.InteropServices;

namespace MLPipeline.Training;

/// <summary>Mirrors the image left to right.</summary>
public sealed record HorizontalFlip : ImageTransform
{
    /// <value>How often, 0 to 1. Default 0.5.</value>
    public double Probability { get; init; } = 0.5;

    internal override string Expression => $"flip:{Probability}";

    /// <inheritdoc/>
    public override IEnumerable<string> Faults() => ProbabilityFaults(Probability, "flip");

    internal override void Apply(WorkingImage image, ref KeyedRandom random)
    {
        if (!random.NextChance(Probability))
        {
            return;
        }

        for (var y = 0; y < image.Height; y++)
        {
            if (image.Channels == 1)
            {
                image.Row(y).Reverse();
            }
            else
            {
                MemoryMarshal.Cast<byte, Pixel>(image.Row(y)).Reverse();
            }
        }
    }

    private readonly record struct Pixel(byte Red, byte Green, byte Blue);
}
