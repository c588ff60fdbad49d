using System.Net.Http.Headers;
using MLPipeline.EndToEnd.Tests;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Packaging.Tests;

public sealed class PackageTests(PackedFeed feed) : IClassFixture<PackedFeed>
{
    private static readonly string[] Libraries =
    [
        "Autodiff", "Backbones", "Datasets", "Evaluation", "Execution", "Graphs", "Hosting", "Imaging", "Inference", "Kernels", "Networks",
        "OnnxRuntime", "Pipeline", "Runtime", "Serving", "Training",
    ];

    [Fact]
    public void Pack_GivesTheLibrariesAndBothPrograms_AndNothingElse()
    {
        var expected = Libraries.Concat(["Predictor", "Trainer"]).Order(StringComparer.Ordinal)
            .Select(name => $"MLPipeline.{name}.{feed.Version}.nupkg");
        Assert.Equal(expected, Directory.GetFiles(feed.Feed, "*.nupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var symbols = Libraries.Select(name => $"MLPipeline.{name}.{feed.Version}.snupkg");
        Assert.Equal(symbols, Directory.GetFiles(feed.Feed, "*.snupkg").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryPackage_SaysWhatItIs_AndAsksForEqualVersionsOfTheOthers()
    {
        foreach (var file in Directory.GetFiles(feed.Feed, "*.nupkg"))
        {
            var nuspec = await PackageContent.NuspecAsync(file);
            var entries = PackageContent.Entries(file);
            Assert.True((string?)nuspec.Element("description") is { Length: > 40 }, file);
            Assert.StartsWith("MIT", (string?)nuspec.Element("license"), StringComparison.Ordinal);
            Assert.Contains("README.md", entries);
            Assert.Contains("THIRD-PARTY-NOTICES.md", entries);
            foreach (var other in nuspec.Descendants("dependency"))
            {
                var (id, version) = (other.Attribute("id")!.Value, other.Attribute("version")!.Value);
                Assert.Equal(id.StartsWith("MLPipeline.", StringComparison.Ordinal), version == $"[{feed.Version}]");
            }

            var library = entries.Where(entry => entry.StartsWith("lib/", StringComparison.Ordinal)).Select(Path.GetExtension).Order();
            Assert.True(library.SequenceEqual([".dll", ".xml"]) || nuspec.Descendants("packageType").Any(), file); // or a tool
        }
    }

    [Fact]
    public void NativeFiles_LieWhereProgramsLookForThem_WithTheirLicences()
    {
        Assert.Contains("runtimes/linux-x64/native/libvips.so", PackageContent.Entries(feed.FileOf("MLPipeline.Imaging")));
        Assert.Contains("licenses/LGPL-3.0.txt", PackageContent.Entries(feed.FileOf("MLPipeline.Imaging")));
        Assert.Contains("runtimes/linux-x64/native/libonnxruntime.so", PackageContent.Entries(feed.FileOf("MLPipeline.OnnxRuntime")));
        Assert.Contains("licenses/onnxruntime-notices.txt", PackageContent.Entries(feed.FileOf("MLPipeline.OnnxRuntime")));

        var tool = PackageContent.Entries(feed.FileOf("MLPipeline.Predictor"));
        Assert.Equal( // once, not for each of two ways to find them
            ["tools/net10.0/any/runtimes/linux-x64/native/libonnxruntime.so", "tools/net10.0/any/runtimes/linux-x64/native/libvips.so"],
            tool.Where(entry => entry.EndsWith(".so", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("licenses/GPL-3.0.txt", tool);
    }

    [Fact]
    public async Task Inference_InAProjectOfItsOwn_PredictsAsInTheRepository()
    {
        var sample = await feed.BuildSampleAsync("MLPipeline.Inference");
        var image = Path.Combine(feed.Images, "discs", "0003.png");
        var broken = feed.PathOf("broken.jpg");
        await File.WriteAllBytesAsync(broken, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);

        var run = (await (sample with { Arguments = [.. sample.Arguments, feed.Model, image, broken] }).RunAsync()).Expect(0);

        using var engine = new PredictionEngine(feed.Model);
        var expected = engine.Predict(image);
        var fault = Assert.Throws<ImageException>(() => engine.Predict(broken)).Fault;
        Assert.Equal(FormattableString.Invariant($"{image}: {expected.Label} {expected.Score:F4}\n{broken}: {fault}\n"), run.Results);
    }

    [Fact]
    public async Task Hosting_InAMinimalHost_ServesAModel()
    {
        var host = """<PackageReference Include="Microsoft.Extensions.Hosting" Version="10.0.14" />""";
        var sample = await feed.BuildSampleAsync("MLPipeline.Hosting", host);
        var image = Path.Combine(feed.Images, "bars", "0001.png");
        var run = (await (sample with { Arguments = [.. sample.Arguments, feed.Model, image] }).RunAsync()).Expect(0);

        using var engine = new PredictionEngine(feed.Model);
        var expected = engine.Predict(image);
        Assert.Contains(FormattableString.Invariant($"{expected.Label} {expected.Score:F4}\n"), run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_InAProjectOfItsOwn_Answers()
    {
        var sample = await feed.BuildSampleAsync("MLPipeline.Serving");
        using var program = (sample with { Arguments = [.. sample.Arguments, feed.Model, "http://127.0.0.1:0"] }).Start(closesInput: false);
        var address = (await program.MessageAsync(@"^Listening on (http\S+),")).Groups[1].Value;
        var image = Path.Combine(feed.Images, "discs", "0002.png");
        using var client = new HttpClient();
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(image));
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var response = await client.PostAsync(new Uri(address + "/predict"), body);
        var answer = await response.Content.ReadAsStringAsync();

        using var engine = new PredictionEngine(feed.Model);
        Assert.Contains($"\"label\":\"{engine.Predict(image).Label}\"", answer, StringComparison.Ordinal);
        await program.WriteAsync("\n");
        (await program.EndAsync()).Expect(0);
    }

    [Fact]
    public async Task Pipeline_InAProjectOfItsOwn_TrainsWithTheBackboneThatCameWithIt()
    {
        var sample = await feed.BuildSampleAsync("MLPipeline.Pipeline");
        var model = feed.PathOf("pipeline.onnx");
        (await (sample with { Arguments = [.. sample.Arguments, feed.Images, model] }).RunAsync()).Expect(0);

        using var engine = new PredictionEngine(model);
        Assert.Equal(ShapeImages.Classes, engine.Labels.Order(StringComparer.Ordinal));
        Assert.Equal("checks", engine.Predict(Path.Combine(feed.Images, "checks", "0002.png")).Label);
    }

    [Fact]
    public async Task InstalledTools_TrainAndPredict()
    {
        var image = Path.Combine(feed.Images, "checks", "0005.png");
        var run = (await feed.Tool("predictor", "predict", feed.Model, image).RunAsync()).Expect(0);
        Assert.Contains("checks", run.Results, StringComparison.Ordinal);
        (await feed.Tool("predictor", "predict", feed.Model, feed.PathOf("missing.jpg")).RunAsync()).Expect(3);

        var evaluation = (await feed.Tool("trainer", "evaluate", feed.Model, feed.Images).RunAsync()).Expect(0);
        Assert.Contains("Micro accuracy", evaluation.Results, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task InstalledTrainer_WithoutArguments_ShowsItselfOnItsOwnSampleData()
    {
        LongRun.Require();
        var folder = Directory.CreateDirectory(feed.PathOf("first-steps", ".")).FullName;
        var run = (await (feed.Tool("trainer") with { Folder = folder }).RunAsync()).Expect(0);
        Assert.Contains("Confusion matrix", run.Results, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "mlpipeline-sample", "models", "mnist.onnx")), run.ToString());
    }
}
