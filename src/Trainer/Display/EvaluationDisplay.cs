using MLPipeline.Evaluation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Prints what a model achieves.</summary>
internal static class EvaluationDisplay
{
    private const int WidestPlainText = 120;

    public static void Print(ProgramConsole console, MulticlassClassificationMetrics metrics, string title)
    {
        var width = Math.Clamp(console.Width, 40, WidestPlainText);
        console.WriteLine(title);
        Block(console, EvaluationText.Metrics(metrics, width));
        console.WriteLine("Classes");
        Block(console, EvaluationText.Classes(metrics, width));
        console.WriteLine("Confusion matrix");
        Block(console, EvaluationText.ConfusionMatrix(metrics.ConfusionMatrix, width));
    }

    private static void Block(ProgramConsole console, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line);
        }

        console.WriteLine();
    }
}
