using System.Diagnostics;
using MLPipeline.Imaging;

namespace MLPipeline.Predictor.Tests;

/// <summary>The program as its users start it.</summary>
public sealed class PredictorProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Process_WithoutTerminal_WritesPlainTextToTheRightStreams()
    {
        var image = _folder.Write("画像.png", ColourClassifier.Png(new Rgb(0, 255, 0)));
        using var process = Start("predict", Model(), image);
        var results = await process.StandardOutput.ReadToEndAsync();
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains($"{image}  green", results, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', results);
    }

    [SkippableFact]
    public async Task Process_Interrupted_LeavesNoHalfFileAndSaysSo()
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent otherwise there");
        var image = ImageEncoder.EncodePng(ColourClassifier.Uniform(new Rgb(1, 2, 3), width: 1500, height: 1500));
        var file = _folder.Write("images/image.png", image);
        for (var i = 0; i < 10_000; i++) // far more than are done before the signal comes, however busy the machine
        {
            File.CreateSymbolicLink(_folder.File("images", $"{i}.png"), file);
        }

        var output = _folder.File("out", "scores.csv");
        using var process = Start("score", Model(), Path.Combine(_folder.Path, "images"), "-o", output);
        while (await process.StandardError.ReadLineAsync() is { } line && !line.StartsWith("Scoring", StringComparison.Ordinal))
        {
        }

        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        var rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains($"'{output}' was not written", rest, StringComparison.Ordinal);
        Assert.EndsWith("Cancelled.\n", rest, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(output)!));
    }

    public void Dispose() => _folder.Dispose();

    private static Process Start(params string[] arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/<project>/<configuration>
        var program = Repository.PathOf("artifacts", "bin", "Predictor", configuration, "Predictor.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 };
        foreach (var argument in arguments.Prepend(program))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private string Model() => _folder.Write("colours.onnx", new ColourClassifier().ToBytes());
}
