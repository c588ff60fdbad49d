using System.Collections.Concurrent;
using System.Text.Json;

namespace MLPipeline.Reporting.Tests;

/// <summary>Pages of sample reports and what was seen when each of them was visited once.</summary>
public sealed class Visits : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<int, Task<Visit>> _visits = new();

    /// <summary>Visits the page of a report with so many classes.</summary>
    public Task<Visit> OfAsync(int classes)
    {
        Chromium.Require(); // before anything is kept
        return _visits.GetOrAdd(classes, VisitAsync);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Visit> VisitAsync(int classes)
    {
        var content = SampleReport.Of(classes, classes > 100 ? 10_000 : 400);
        var page = _folder.File($"{classes}.html");
        ReportPage.Save(content, page);
        return new Visit(content, page, await Chromium.RunAsync("visit.mjs", page, JsonSerializer.Serialize(CellsOf(classes))));
    }

    /// <summary>A mistake with many images, a right answer, and a cell that may be empty.</summary>
    public static int[][] CellsOf(int classes) => [[0, 1], [1, 1], [classes - 1, 0]];
}

/// <summary>A report, its page, and what was seen there.</summary>
public sealed record Visit(ReportContent Content, string Page, JsonElement Seen);
