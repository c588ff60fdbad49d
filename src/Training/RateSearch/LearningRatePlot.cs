using System.Globalization;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>
/// A search for the learning rate as a picture: the loss of every step as a dot, the smoothed loss as a line, over the logarithm of the rate, the
/// suggestions as upright lines.
/// </summary>
public static class LearningRatePlot
{
    /// <summary>The picture (<see cref="ScatterSvg"/>). Its height is that of the curve without the last steps, whose loss may be thousands of times larger.</summary>
    public static string ToSvg(LearningRateCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var points = curve.Points.Select(point => new ScatterPoint(point.LearningRate, point.Loss, point.SmoothedLoss));
        return ScatterSvg.ToSvg(new Scatter("Loss by learning rate", Description(curve), "learning rate", "loss", [.. points])
        {
            Outliers = LearningRateCurve.BlowingUp,
            Marks = [.. Mark("valley", curve.Valley), .. Mark("steepest", curve.Steepest)],
        });
    }

    private static IEnumerable<(string Name, double X)> Mark(string name, LearningRatePoint? point) =>
        point is null ? [] : [($"{name} {Rate(point)}", point.LearningRate)];

    private static string Description(LearningRateCurve curve)
    {
        var first = curve.Points[0];
        var last = curve.Points[^1];
        var lowest = curve.Points.Min(point => point.SmoothedLoss);
        var steps = FormattableString.Invariant($"{curve.Points.Count} training steps with rates from {first.LearningRate:G3} to {last.LearningRate:G3}");
        var losses = FormattableString.Invariant($"begins at {first.SmoothedLoss:F4}, is {lowest:F4} at its lowest and {last.SmoothedLoss:F4} in the end.");
        var text = $"{steps}; the smoothed loss {losses}";
        return curve.Valley is { } valley ? $"{text} Suggested: {Rate(valley)}." : text;
    }

    private static string Rate(LearningRatePoint point) => point.LearningRate.ToString("G3", CultureInfo.InvariantCulture);
}
