using System.Globalization;
using System.Xml.Linq;

namespace MLPipeline.Training.Tests;

public class LearningRatePlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A loss that falls from 2 to 1 and blows up at the end, in 40 steps from 1e-5 to 1.</summary>
    private static LearningRateCurve Curve { get; } = new(
        [.. Enumerable.Range(0, 40).Select(i => Point(i, 40, i < 38 ? 2 - (i / 38.0) : 1e6))], 40, LearningRateSearchEnd.Diverged);

    [Fact]
    public void Picture_HasEveryStep_TheSuggestions_AndAScaleThatTheBlowUpDoesNotSpoil()
    {
        var picture = XElement.Parse(LearningRatePlot.ToSvg(Curve));
        Assert.Equal(40, picture.Descendants(Svg + "circle").Count());
        var points = picture.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.Split(' ');
        double[][] line = [.. points.Select(point => point.Split(',').Select(Number).ToArray())];
        Assert.Equal(40, line.Length);
        Assert.True(line.Zip(line.Skip(1)).All(pair => pair.First[0] < pair.Second[0]), "rates rise to the right");
        Assert.All(line, point => Assert.InRange(point[1], -10_000, 10_000));
        Assert.InRange(line[30][1] - line[0][1], 150, 420); // falling by four fifths of its range takes most of the height
        var texts = picture.Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.Contains($"valley {Curve.Valley!.LearningRate.ToString("G3", CultureInfo.InvariantCulture)}", texts);
        Assert.Contains($"steepest {Curve.Steepest!.LearningRate.ToString("G3", CultureInfo.InvariantCulture)}", texts);
        foreach (var mark in (string[])["1e-5", "1e-4", "1e-1", "1e0"]) Assert.Contains(mark, texts);
        Assert.Contains("prefers-color-scheme:dark", picture.Descendants(Svg + "style").Single().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Picture_OfFewEqualLosses_HasNumbersOnly(int count)
    {
        LearningRatePoint[] points = [.. Enumerable.Range(0, count).Select(i => Point(i, 40, 0))];
        var svg = LearningRatePlot.ToSvg(new LearningRateCurve(points, 40, LearningRateSearchEnd.NotFinite));
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(XElement.Parse(svg).Descendants(Svg + "line"), line => line.Attribute("class")!.Value == "p-line p-orange-line");
    }

    private static LearningRatePoint Point(int step, int steps, double loss) =>
        new(step, 1e-5 * Math.Pow(1e5, step / (steps - 1.0)), loss, loss);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
