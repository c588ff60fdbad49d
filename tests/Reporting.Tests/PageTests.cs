namespace MLPipeline.Reporting.Tests;

public class PageTests
{
    [Fact]
    public void Samples()
    {
        foreach (var classes in new[] { 2, 10, 120 }) ReportPage.Save(SampleReport.Of(classes, classes == 120 ? 10_000 : 400), $"/tmp/reports/{classes}.html");
    }
}
