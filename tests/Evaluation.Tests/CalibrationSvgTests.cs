using System.Globalization;
using System.Xml.Linq;

namespace MLPipeline.Evaluation.Tests;

public sealed class CalibrationSvgTests
{
    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    // Two bins. Up to 0.5: one row, 0.4 sure and wrong. Above: 0.6 right, 0.8 wrong, 1.0 right: two thirds right, 0.8 sure.
    // Expected calibration error: (1 x 0.4 + 3 x (0.8 - 2/3)) / 4 = 0.2.
    private static readonly Calibration Curve = Evaluate.Rows(
        ["a", "b", "c"],
        new EvaluationOptions { CalibrationBins = 2 },
        (1, [0.4f, 0.3f, 0.3f]), (0, [0.6f, 0.3f, 0.1f]), (1, [0.8f, 0.1f, 0.1f]), (0, [1, 0, 0])).Calibration;

    [Fact]
    public void Bars_AreAsHighAsTheShares()
    {
        var svg = XDocument.Parse(CalibrationSvg.ToSvg(Curve));

        // The square is 320 high from 44 on: two thirds are 213.33, from 0.8 down to two thirds 42.67.
        Assert.Equal([(364, 0), (150.67, 213.33)], Bars(svg, "p-blue"));
        Assert.Equal([(236, 128), (108, 42.67)], Bars(svg, "p-orange"));
        Assert.Contains("Expected calibration error 20.0%", svg.Descendants(Space + "text").Select(text => text.Value));
        Assert.Contains(
            "Confidence 50% to 100%: 3 rows, 66.7% right, 80.0% sure.", svg.Root!.Element(Space + "desc")!.Value, StringComparison.Ordinal);
        Assert.Equal(6, svg.Descendants(Space + "rect").Count(rect => rect.Element(Space + "title") is not null));
        Assert.Contains("prefers-color-scheme:dark", svg.Root.Element(Space + "style")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void ScoresThatAreNoProbabilities_HaveNoBars_AndItIsSaid()
    {
        var svg = XDocument.Parse(CalibrationSvg.ToSvg(Evaluate.Rows(["a", "b"], (0, [7, 2])).Calibration));
        Assert.Empty(Bars(svg, "p-blue"));
        Assert.Contains("no probabilities", svg.Root!.Element(Space + "desc")!.Value, StringComparison.Ordinal);
        Assert.Contains("Expected calibration error -", svg.Descendants(Space + "text").Select(text => text.Value));
    }

    private static IEnumerable<(double Y, double Height)> Bars(XDocument svg, string kind) =>
        svg.Descendants(Space + "rect").Where(rect => (string?)rect.Attribute("class") == kind)
            .Select(rect => (Number(rect, "y"), Number(rect, "height")));

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
