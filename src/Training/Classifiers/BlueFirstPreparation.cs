namespace MLPipeline.Training;

/// <summary>Images for a network that takes blue, green, red.</summary>
internal sealed class BlueFirstPreparation(IPixelPreparation colours) : IPixelPreparation
{
    public int OutputLength => colours.OutputLength;

    public string Description => $"{colours.Description}, blue first";

    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        colours.Prepare(pixels, occurrence, destination, worker);
        for (var i = 0; i + 2 < destination.Length; i += 3) (destination[i], destination[i + 2]) = (destination[i + 2], destination[i]);
    }
}
