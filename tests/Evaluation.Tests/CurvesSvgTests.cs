using System.Globalization;
using System.Xml.Linq;

namespace MLPipeline.Evaluation.Tests;

public class CurvesSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Picture_HasEveryCurve_WithItsValuesAtTheirPlaces()
    {
        Curve[] curves = [new Curve("training", [2, 1, 0.5]), new Curve("validation", [2, double.NaN, 1])];
        var picture = Draw([new CurvePanel("Loss", curves)], best: 2);
        var lines = picture.Descendants(Svg + "polyline").Select(line => Points((string)line.Attribute("points")!)).ToList();
        Assert.Equal([3, 2], lines.Select(points => points.Count)); // NaN has no point
        var training = lines[0];
        Assert.Equal(training[0].X + training[2].X, 2 * training[1].X, 0.2); // epochs are evenly spaced
        Assert.Equal(training[2].Y - training[1].Y, (training[1].Y - training[0].Y) / 2, 0.2); // 0.5 lies half as far below 1 as 1 below 2
        Assert.Equal(training[1].Y, lines[1][1].Y); // both 1
        Assert.Equal(5, picture.Descendants(Svg + "circle").Count());
        var best = Assert.Single(picture.Descendants(Svg + "line"), line => (string?)line.Attribute("class") == "p-soft-line");
        Assert.Equal(training[2].X, (double)best.Attribute("x1")!);
        const string Description = "Loss, validation: 2.0000 after the first epoch, 1.0000 after the last. Epoch 3 was kept.";
        Assert.EndsWith(Description, picture.Element(Svg + "desc")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_StandBesideEachOther_AndSharesAreInPercent()
    {
        var accuracy = new CurvePanel("Accuracy", [new Curve("a", [0.97])]) { IsShare = true };
        var picture = Draw([new CurvePanel("Loss", [new Curve("a", [1])]), accuracy], best: null);
        var texts = picture.Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.Contains("100%", texts);
        Assert.DoesNotContain("120%", texts);
        Assert.Contains("0%", texts);
        Assert.DoesNotContain(texts, text => text.StartsWith('-')); // as -0 would
        Assert.DoesNotContain(picture.Descendants(Svg + "line"), line => (string?)line.Attribute("class") == "p-soft-line");
        Assert.True(Points((string)picture.Descendants(Svg + "polyline").Last().Attribute("points")!)[0].X > 460);
    }

    [Fact]
    public void ManyEpochs_HaveFewMarksAndNoDots_AndUndefinedValuesDoNoHarm()
    {
        var rising = new Curve("a", [.. Enumerable.Range(0, 500).Select(i => i * 1e4)]);
        var picture = Draw([new CurvePanel("Loss <&>", [rising, new Curve("b", [double.NaN, double.PositiveInfinity])])], best: null);
        Assert.Empty(picture.Descendants(Svg + "circle"));
        Assert.InRange(picture.Descendants(Svg + "text").Count(), 8, 30);
        var texts = picture.Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.Contains("5,000,000", texts); // a fifth of 4,990,000, made round, five times
    }

    private static XElement Draw(IReadOnlyList<CurvePanel> panels, int? best) => XElement.Parse(CurvesSvg.ToSvg("By epoch", panels, best));

    private static List<(double X, double Y)> Points(string text) =>
        [.. text.Split(' ').Select(point => point.Split(',')).Select(point => (Number(point[0]), Number(point[1])))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
