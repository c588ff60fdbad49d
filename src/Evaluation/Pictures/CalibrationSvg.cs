namespace MLPipeline.Evaluation;

/// <summary>
/// The reliability curve as one self-contained SVG picture (Guo et al. 2017, figure 1): a bar for each interval of confidence, as high
/// as the share of its rows that were right, the gap to the mean confidence in orange, the diagonal of a network that is right as often
/// as it says, and below how many rows each interval has. Light or dark with the viewer's preference, every bar with a hover title.
/// </summary>
public static class CalibrationSvg
{
    private const double Left = 56;
    private const double Top = 44;
    private const double Side = 320;
    private const double CountsTop = Top + Side + 34;
    private const double CountsHeight = 60;
    private const double Width = Left + Side + 24;
    private const double Height = CountsTop + CountsHeight + 40;

    /// <summary>The picture as SVG 1.1, without an XML declaration, so that it can also stand inside an HTML page.</summary>
    /// <param name="calibration">The curve. Without bins (the scores are no probabilities) the picture says so.</param>
    public static string ToSvg(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var svg = new SvgWriter("cal", Width, Height, "Reliability curve", Description(calibration));
        svg.Rectangle("p-panel", Left, Top, Side, Side);
        svg.Text("p-ink", 13, "start", Left, 20, $"Expected calibration error {Figures.Percent(calibration.ExpectedCalibrationError)}");
        svg.Text("p-soft", 11, "start", Left, 36, "right as often as it says? orange: the gap");
        AddAxes(svg);
        foreach (var bin in calibration.Bins.Where(bin => bin.Count > 0)) AddBin(svg, bin);
        svg.Line("p-soft-line", Left, Top + Side, Left + Side, Top);
        AddCounts(svg, calibration.Bins);
        return svg.Finish();
    }

    /// <summary>Writes <see cref="ToSvg"/> to a file, UTF-8, replacing it whole.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Calibration calibration, string path) => TextFile.Write(path, ToSvg(calibration));

    private static string Description(Calibration calibration)
    {
        if (calibration.Bins.Count == 0) return "The scores are no probabilities, so there is no curve.";
        var filled = calibration.Bins.Where(bin => bin.Count > 0).ToArray();
        return filled.Length == 0
            ? "There are no rows."
            : string.Join(" ", filled.Select(bin => Sentence(bin) + "."));
    }

    private static string Sentence(CalibrationBin bin) =>
        $"Confidence {Figures.Percent(bin.LowerBound, 0)} to {Figures.Percent(bin.UpperBound, 0)}: {Figures.Count(bin.Count)} rows, "
        + $"{Figures.Percent(bin.Accuracy)} right, {Figures.Percent(bin.MeanConfidence)} sure";

    private static void AddAxes(SvgWriter svg)
    {
        for (var tenth = 0; tenth <= 10; tenth += 2)
        {
            var share = tenth / 10.0;
            var text = Figures.Percent(share, 0);
            svg.Text("p-soft", 10, "end", Left - 6, Top + ((1 - share) * Side) + 3.5, text);
            svg.Text("p-soft", 10, "middle", Left + (share * Side), Top + Side + 14, text);
        }

        svg.Text("p-soft", 11, "middle", 14, Top + (Side / 2), "right", turned: true);
        svg.Text("p-soft", 11, "middle", Left + (Side / 2), Top + Side + 28, "confidence");
    }

    private static void AddBin(SvgWriter svg, CalibrationBin bin)
    {
        var (x, width) = Place(bin);
        var title = Sentence(bin);
        svg.Rectangle("p-blue", x, Top + ((1 - bin.Accuracy) * Side), width, bin.Accuracy * Side, title);
        var upper = Math.Max(bin.Accuracy, bin.MeanConfidence);
        svg.Rectangle("p-orange", x, Top + ((1 - upper) * Side), width, Math.Abs(bin.Accuracy - bin.MeanConfidence) * Side, title, opacity: 0.4);
    }

    private static void AddCounts(SvgWriter svg, IReadOnlyList<CalibrationBin> bins)
    {
        var most = bins.Count == 0 ? 0 : bins.Max(bin => bin.Count);
        foreach (var bin in bins.Where(bin => bin.Count > 0))
        {
            var (x, width) = Place(bin);
            var height = CountsHeight * bin.Count / most;
            svg.Rectangle("p-soft", x, CountsTop + CountsHeight - height, width, height, $"{Figures.Count(bin.Count)} rows");
        }

        svg.Text("p-soft", 10, "end", Left - 6, CountsTop + 8, Figures.Count(most));
        svg.Text("p-soft", 11, "middle", Left + (Side / 2), CountsTop + CountsHeight + 18, "rows of each confidence");
    }

    private static (double X, double Width) Place(CalibrationBin bin) =>
        (Left + (bin.LowerBound * Side) + 0.5, ((bin.UpperBound - bin.LowerBound) * Side) - 1);
}
