using System.Text.RegularExpressions;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>The Trainer without arguments, which works in the checkout: it makes data/mnist and models/mnist.onnx there.</summary>
public sealed class DefaultRunTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task WithoutArguments_TrainsOnDigits_AndItsPredictorCommandWorks()
    {
        var run = (await (_workspace.Trainer() with { Folder = Repository.Root }).RunAsync()).Expect(0);
        Assert.Contains("Confusion matrix", run.Results, StringComparison.Ordinal);
        var accuracy = Regex.Match(run.Results, @"Micro accuracy\s+([\d.]+)%");
        Assert.InRange(double.Parse(accuracy.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 90, 100); // of 1,000 digits
        Assert.Contains($"Model:  {Repository.PathOf("models", "mnist.onnx")}", run.Results, StringComparison.Ordinal);

        var command = Regex.Match(run.Results, @"dotnet run --project src/Predictor -- (.*) -o scores\.csv");
        Assert.True(command.Success, run.ToString());
        var words = Regex.Matches(command.Groups[1].Value, "\"([^\"]*)\"|(\\S+)").Select(word => word.Groups[1].Value + word.Groups[2].Value);
        (await (_workspace.Predictor([.. words, "-o", _workspace.PathOf("scores.csv")]) with { Folder = Repository.Root }).RunAsync()).Expect(0);

        var scores = CsvTable.Read(_workspace.PathOf("scores.csv"));
        Assert.Equal(4_000, scores.Count); // 300 and 100 of each digit
        Assert.InRange(scores.Count(row => row["path"].Split('/')[1] == row["label"]) / 4_000.0, 0.9, 1);
    }

    public void Dispose() => _workspace.Dispose();
}
