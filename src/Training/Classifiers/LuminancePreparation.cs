using MLPipeline.Backbones;

namespace MLPipeline.Training;

/// <summary>Colour images for a network that takes grey ones: prepared as colours, then weighed together, as the delivered file does it.</summary>
internal sealed class LuminancePreparation(IPixelPreparation colours, int workers) : IPixelPreparation
{
    private readonly float[][] _scratch = [.. Enumerable.Range(0, workers).Select(_ => new float[colours.OutputLength])];

    public int OutputLength => colours.OutputLength / 3;

    public string Description => $"{colours.Description}, luminance";

    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        var planes = _scratch[worker];
        var shares = ClassifierGraphBuilder.Luminance;
        var (red, green, blue) = (shares[0], shares[1], shares[2]);
        colours.Prepare(pixels, occurrence, planes, worker);
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = (red * planes[3 * i]) + (green * planes[(3 * i) + 1]) + (blue * planes[(3 * i) + 2]);
        }
    }
}
