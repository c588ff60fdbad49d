namespace MLPipeline.Training.Tests;

/// <summary>Pixels from 0 to 1, brighter or darker by chance: the least that an augmentation is.</summary>
internal sealed class JitteredPixels(int length) : IPixelPreparation
{
    public int OutputLength => length;

    public string Description => "jitter";

    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        var brightness = new Random(HashOf(occurrence)).NextSingle() * 0.2f;
        for (var i = 0; i < length; i++) destination[i] = (pixels[i] / 255f) + brightness;
    }

    private static int HashOf(ImageOccurrence occurrence) => unchecked((((occurrence.Seed * 397) + occurrence.Epoch) * 397) + occurrence.Index);
}

/// <summary>Mixes each image with the next one in a proportion by chance.</summary>
internal sealed class NeighbourMixing : IBatchMixing
{
    public string Description => "neighbours";

    public void Mix(Span<float> images, Span<float> targets, ulong seed)
    {
        var share = new Random((int)seed).NextSingle() * 0.3f;
        Blend(images, 36, share);
        Blend(targets, 3, share);
    }

    private static void Blend(Span<float> rows, int length, float share)
    {
        for (var i = 0; i + length < rows.Length; i++) rows[i] += share * (rows[i + length] - rows[i]);
    }
}
