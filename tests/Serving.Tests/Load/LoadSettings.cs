using System.Globalization;
using MLPipeline.Imaging;

namespace MLPipeline.Serving.Tests;

/// <summary>
/// How long the tests under load are. Each has a short form that runs always; for the acceptance MLPIPELINE_LOAD_SECONDS is 1800 and
/// MLPIPELINE_LOAD_PREDICTIONS is 1000000.
/// </summary>
internal static class LoadSettings
{
    public static int Seconds(int usual) => Number("MLPIPELINE_LOAD_SECONDS", usual);

    public static int Predictions(int usual) => Number("MLPIPELINE_LOAD_PREDICTIONS", usual);

    /// <summary>A small image; others for other numbers.</summary>
    public static byte[] Picture(int number) =>
        ImageEncoder.EncodePng(new RgbImage(10, 10, [.. Enumerable.Range(0, 300).Select(i => (byte)((i * (number + 2)) + (number * 19)))]));

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
