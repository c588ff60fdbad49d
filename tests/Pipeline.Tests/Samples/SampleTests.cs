using System.Diagnostics;

namespace MLPipeline.Pipeline.Tests.Samples;

public sealed class SampleTests
{
    [Fact]
    public async Task Sample_WithoutArguments_TrainsMeasuresSavesAndClassifies()
    {
        using var home = new TemporaryFolder();
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)); // artifacts/bin/PROJECT/CONFIGURATION
        var start = new ProcessStartInfo("dotnet", [Repository.PathOf("artifacts", "bin", "ImageClassification", configuration, "ImageClassification.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MLPIPELINE_HOME"] = home.Path, ["TMPDIR"] = home.Path, ["TMP"] = home.Path },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await errors);
        var lines = output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("Phase: Bottleneck Computation", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Phase: Training, Dataset used: Validation", StringComparison.Ordinal));
        var accuracy = double.Parse(lines.Single(line => line.StartsWith("Micro accuracy: ", StringComparison.Ordinal))["Micro accuracy: ".Length..][..5], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 0.6, 1); // three classes: guessing gives 0.33
        Assert.Equal(11, lines.Count(line => line.StartsWith("Image: ", StringComparison.Ordinal)));
        Assert.StartsWith(home.Path, lines.Single(line => line.StartsWith("Saved ", StringComparison.Ordinal))["Saved ".Length..], StringComparison.Ordinal);
    }
}
