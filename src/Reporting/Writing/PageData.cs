using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>What the page's script is given.</summary>
/// <param name="Report">The report.</param>
/// <param name="Pictures">Of each of <see cref="ReportContent.Images"/>; null where one could not be read.</param>
internal sealed record PageData(ReportContent Report, IReadOnlyList<EmbeddedPicture?> Pictures)
{
    /// <summary>Reads the pictures, on all cores; each is let go when its small copy is made.</summary>
    public static PageData Of(ReportContent report) =>
        new(report, [.. report.Images.AsParallel().AsOrdered().Select(PictureOf)]);

    private static EmbeddedPicture? PictureOf(ReportImage image)
    {
        try
        {
            return EmbeddedPicture.Small(image.Read());
        }
        catch (ImageException)
        {
            return null; // the page says that there is no picture; the name and the figures stand all the same
        }
    }
}
