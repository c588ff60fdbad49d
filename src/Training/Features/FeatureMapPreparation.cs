using System.Globalization;

namespace MLPipeline.Training;

/// <summary>Copies the maps of a <see cref="FeatureMapSource"/> into the network, channels last.</summary>
internal sealed class FeatureMapPreparation(FeatureMapSource source, int channels, int positions) : IPixelPreparation
{
    public int OutputLength => channels * positions;

    public string Description => string.Create(CultureInfo.InvariantCulture, $"frozen maps of {channels} x {positions}");

    public void Prepare(ReadOnlySpan<byte> pixels, ImageOccurrence occurrence, Span<float> destination, int worker)
    {
        var map = source.Map(occurrence.Index);
        for (var channel = 0; channel < channels; channel++)
        {
            var plane = map.Slice(channel * positions, positions);
            for (var i = 0; i < plane.Length; i++) destination[(i * channels) + channel] = plane[i];
        }
    }
}
