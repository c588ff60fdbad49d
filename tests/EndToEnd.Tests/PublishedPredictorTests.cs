namespace MLPipeline.EndToEnd.Tests;

/// <summary>The Predictor as it is given to others: a folder, away from the checkout.</summary>
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
        Assert.Equal(["MLPipeline.Imaging", "MLPipeline.Inference", "MLPipeline.Runtime", "MLPipeline.Terminal"], ours);
        Assert.DoesNotContain(Directory.GetFiles(folder), file => Path.GetFileName(file).StartsWith("Trainer", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(folder), file => Path.GetFileName(file).Contains("onnxruntime.", StringComparison.Ordinal));
        Assert.Contains(Directory.GetFiles(folder), file => Path.GetFileName(file).Contains("libvips", StringComparison.Ordinal));

        var (model, images) = (await _workspace.ModelAsync(), _workspace.Images());
        var program = new ProgramCall("dotnet", Path.Combine(folder, "Predictor.dll"), "score", model, images, "-o", _workspace.PathOf("scores.csv"));
        (await (program with { Folder = _workspace.Folder }).RunAsync()).Expect(0);
        Assert.Equal(36, CsvTable.Read(_workspace.PathOf("scores.csv")).Count);
    }

    public void Dispose() => _workspace.Dispose();
}
