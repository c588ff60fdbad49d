using System.Text;

namespace MLPipeline.Reporting;

/// <summary>
/// A report as one HTML file that needs nothing else: script, style, data and pictures are inside, and its content security policy forbids
/// every request. Works from disk in any browser of the last years. Thread-safe.
/// </summary>
public static class ReportPage
{
    /// <summary>The name of the file in the folder of a report.</summary>
    public const string FileName = "report.html";

    /// <summary>Writes the page, replacing an older one whole. Pictures are read meanwhile, on all cores, and let go one by one.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="path">Where; missing folders are made.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(ReportContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var data = PageData.Of(content);
        var (before, behind) = PageFrame.Around(content.Title);
        WholeFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(before));
            PageJson.Write(stream, data);
            stream.Write(Encoding.UTF8.GetBytes(behind));
        });
    }
}
