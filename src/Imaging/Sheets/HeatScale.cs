namespace MLPipeline.Imaging.Sheets;

/// <summary>Colours for numbers from 0 to 1, straight lines between a few of rising brightness.</summary>
internal static class HeatScale
{
    private static readonly Rgb[] Colours = [new(8, 8, 48), new(72, 20, 120), new(176, 42, 90), new(240, 110, 30), new(252, 240, 150)];

    public static Rgb At(float value)
    {
        var position = Math.Clamp(value, 0, 1) * (Colours.Length - 1);
        var first = Math.Min((int)position, Colours.Length - 2);
        var (below, above, share) = (Colours[first], Colours[first + 1], position - first);
        return new Rgb(Mix(below.R, above.R, share), Mix(below.G, above.G, share), Mix(below.B, above.B, share));
    }

    private static byte Mix(byte below, byte above, float share) => (byte)MathF.Round(below + ((above - below) * share));
}
