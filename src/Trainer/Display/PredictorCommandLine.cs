namespace MLPipeline.Trainer;

/// <summary>The command to type next.</summary>
internal static class PredictorCommandLine
{
    public static string Score(string model, string data)
    {
        var folder = File.Exists(data) ? Path.GetDirectoryName(data) is { Length: > 0 } parent ? parent : "." : data;
        var fromCheckout = File.Exists("MLPipeline.sln") ? "dotnet run --project src/Predictor -- " : "Predictor ";
        return $"{fromCheckout}score {Quote(Shorten(model))} {Quote(Shorten(folder))} -o scores.csv";
    }

    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string Quote(string text) => text.All(letter => char.IsLetterOrDigit(letter) || "/\\._-:".Contains(letter, StringComparison.Ordinal)) ? text : $"\"{text}\"";
}
