using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLPipeline.Evaluation;
using MLPipeline.Imaging;

namespace MLPipeline.Reporting.Tests;

public sealed class PageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Policy_AllowsTheTwoScriptsOfTheBuild_AndNothingElse()
    {
        var html = Save(SampleReport.Of(2, 20));
        var policy = Regex.Match(html, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        string[] expected =
        [
            "default-src 'none'", $"script-src '{Hash(html, "script")}'", $"style-src '{Hash(html, "style")}'", "img-src data:",
            "base-uri 'none'", "form-action 'none'",
        ];
        Assert.Equal(expected, policy.Split("; "));
        Assert.DoesNotContain(" src=\"http", html, StringComparison.Ordinal);
        Assert.Contains("Apache License 2.0", html, StringComparison.Ordinal); // of the chart library, which is inside
    }

    [Fact]
    public void Data_CannotEndTheirElement_AndComeBackAsTheyWere()
    {
        string[] names = ["</script><b>", "قطة 🐈"];
        using var json = Data(Save(SampleReport.Of(names, 20) with { Title = "</title><script>" }));
        var report = json.RootElement.GetProperty("report");
        Assert.Equal(names, report.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("</title><script>", report.GetProperty("title").GetString());
    }

    [Fact]
    public void EmptyReport_HasNumbersThatAreNothing_AsNull()
    {
        var curves = new ReportCurves([new ReportEpoch(1, 0.5, 0.75, double.NaN, double.PositiveInfinity, 0.1)], BestEpoch: null);
        using var json = Data(Save(new ReportContent { Title = "Little", Curves = curves }));
        var epoch = json.RootElement.GetProperty("report").GetProperty("curves").GetProperty("epochs")[0];
        Assert.Equal(0.5, epoch.GetProperty("trainLoss").GetDouble());
        Assert.Equal(JsonValueKind.Null, epoch.GetProperty("validationLoss").ValueKind);
        Assert.Equal(JsonValueKind.Null, epoch.GetProperty("validationAccuracy").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("report").GetProperty("metrics").ValueKind);
    }

    [Fact]
    public void Pictures_AreSmallJpegs_ReadOnce_AndAMissingOneIsNothing()
    {
        var reads = 0;
        RgbImage Read(int width, int height)
        {
            Interlocked.Increment(ref reads);
            return DrawnImage.Of(1, 1, width, height);
        }

        var row = RowLoss.Of(0, 0, 1, 0.25f, 0.75f);
        using var json = Data(Save(new ReportContent
        {
            Title = "Pictures",
            Images =
            [
                new ReportImage("wide", row, () => Read(400, 100)), new ReportImage("small", row, () => Read(28, 20)),
                new ReportImage("gone", row, () => throw new ImageException(ImageFault.NotFound, "It is gone.")),
            ],
        }));
        var pictures = json.RootElement.GetProperty("pictures");
        Assert.Equal((96, 24), SizeOf(pictures[0])); // 400 x 100 scaled by 0.24
        Assert.Equal((28, 20), SizeOf(pictures[1])); // never enlarged
        Assert.Equal(JsonValueKind.Null, pictures[2].ValueKind);
        Assert.Equal(2, reads);
        Assert.Equal(-Math.Log(0.25), json.RootElement.GetProperty("report").GetProperty("images")[0].GetProperty("loss").GetDouble(), 6);
    }

    [Fact]
    public void ThumbnailOfAFile_KeepsItsProportions()
    {
        ImageEncoder.Write(DrawnImage.Of(3, 3, 300, 600), _folder.File("tall.png"));
        var thumbnail = Thumbnail.ReadFile(_folder.File("tall.png"));
        Assert.Equal((48, 96), (thumbnail.Width, thumbnail.Height));
        Assert.Equal(ImageFault.NotFound, Assert.Throws<ImageException>(() => Thumbnail.ReadFile(_folder.File("none.png"))).Fault);
    }

    public void Dispose() => _folder.Dispose();

    private string Save(ReportContent content)
    {
        ReportPage.Save(content, _folder.File("deep", "page.html"));
        return File.ReadAllText(_folder.File("deep", "page.html"));
    }

    private static JsonDocument Data(string html)
    {
        const string Element = "<script type=\"application/json\" id=\"data\">(.*?)</script>";
        return JsonDocument.Parse(Regex.Match(html, Element, RegexOptions.Singleline).Groups[1].Value);
    }

    private static (int Width, int Height) SizeOf(JsonElement picture)
    {
        const string Start = "data:image/jpeg;base64,";
        Assert.StartsWith(Start, picture.GetString(), StringComparison.Ordinal);
        var header = ImageDecoder.ReadHeader(Convert.FromBase64String(picture.GetString()![Start.Length..]));
        Assert.Equal(ImageFormat.Jpeg, header.Format);
        return (header.Width, header.Height);
    }

    private static string Hash(string html, string element)
    {
        var text = Regex.Match(html, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }
}
