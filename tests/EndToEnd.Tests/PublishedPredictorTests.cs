namespace MLPipeline.EndToEnd.Tests;

/// <summary>The Predictor as it is given to others: a folder, away from the checkout.</summary>
[Collection(Publishing.Name)]
public sealed class PublishedPredictorTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task PublishedFolder_RunsByItself_AndHoldsNothingOfTraining()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var folder = _workspace.PathOf("published");
        (await new ProgramCall("dotnet", "publish", Repository.PathOf("src", "Predictor"), "--no-build", "--nologo", "-c", configuration, "-o", folder).RunAsync()).Expect(0);

        var ours = Directory.GetFiles(folder, "MLPipeline.*.dll").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        string[] expected = ["MLPipeline.Hosting", "MLPipeline.Imaging", "MLPipeline.Inference", "MLPipeline.Runtime", "MLPipeline.Serving", "MLPipeline.Terminal"];
        Assert.Equal(expected, ours);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => Path.GetFileName(file).StartsWith("Trainer", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(folder), file => Path.GetFileName(file).Contains("onnxruntime.", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(folder), file => Path.GetFileName(file).Contains("libvips", StringComparison.Ordinal));

        var (model, images) = (await _workspace.ModelAsync(), _workspace.Images());
        var program = new ProgramCall("dotnet", Path.Combine(folder, "Predictor.dll"), "score", model, images, "-o", _workspace.PathOf("scores.csv"));
        (await (program with { Folder = _workspace.Folder }).RunAsync()).Expect(0);
        Assert.Equal(36, CsvTable.Read(_workspace.PathOf("scores.csv")).Count);
    }

    [SkippableFact]
    public async Task CompiledToMachineCode_GivesTheAnswersOfTheBuild_WithoutDotNet()
    {
        LongRun.Require();
        Skip.IfNot(File.Exists("/usr/bin/clang") || File.Exists("/usr/bin/gcc"), "needs Linux and a linker: clang or gcc");
        var folder = _workspace.PathOf("compiled");
        var publish = new ProgramCall(
            "dotnet", "publish", Repository.PathOf("src", "Predictor"), "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true", "--nologo",
            "-o", folder) { Timeout = TimeSpan.FromMinutes(20) };
        (await publish.WithoutBuildServers().RunAsync()).Expect(0);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => file.EndsWith(".dll", StringComparison.Ordinal));

        var (model, images) = (await _workspace.ModelAsync(), _workspace.Images());
        await File.WriteAllTextAsync(Path.Combine(images, "text.jpg"), "no image");
        var program = new ProgramCall(Path.Combine(folder, "Predictor"), "score", model, images, "-o", _workspace.PathOf("compiled.csv"));
        (await program.With("DOTNET_ROOT", "/nowhere").RunAsync()).Expect(3);
        (await _workspace.Predictor("score", model, images, "-o", _workspace.PathOf("built.csv")).RunAsync()).Expect(3);
        foreach (var name in (string[])["", ".errors"])
        {
            var built = await File.ReadAllTextAsync(_workspace.PathOf($"built{name}.csv"));
            Assert.Equal(built, await File.ReadAllTextAsync(_workspace.PathOf($"compiled{name}.csv")));
        }

        var json = program with { Arguments = ["predict", model, Path.Combine(images, "discs", "0001.png"), "--json", "-"] };
        Assert.Contains("\"label\": \"discs\"", (await json.RunAsync()).Expect(0).Results, StringComparison.Ordinal);
        (await (program with { Arguments = ["predict", model] }).RunAsync()).Expect(2);
    }

    public void Dispose() => _workspace.Dispose();
}
