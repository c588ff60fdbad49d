using System.Text.Json;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Reads path and label of every row of a finished table.</summary>
internal static class ScoreTable
{
    /// <exception cref="IOException">The file is no table of scores.</exception>
    public static IEnumerable<(string Path, string Label)> Read(string file)
    {
        using var text = new StreamReader(file);
        var rows = text.Peek() == '{' ? Lines(text).Select(line => OfJson(file, line)) : OfCsv(file, text);
        foreach (var row in rows)
        {
            yield return row;
        }
    }

    private static IEnumerable<string> Lines(StreamReader text)
    {
        while (text.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static (string Path, string Label) OfJson(string file, string line)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            return (row.RootElement.GetProperty("path").GetString()!, row.RootElement.GetProperty("label").GetString()!);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IOException($"'{file}' is no table of scores: a line is not an object with path and label.", error);
        }
    }

    private static IEnumerable<(string Path, string Label)> OfCsv(string file, StreamReader text)
    {
        var isHeading = true;
        foreach (var fields in CsvRows.Read(text))
        {
            if (isHeading ? fields is not ["path", "label", "score", ..] : fields.Count < 3)
            {
                throw new IOException($"'{file}' is no table of scores: the columns path, label, score are not there.");
            }

            if (!isHeading)
            {
                yield return (fields[0], fields[1]);
            }

            isHeading = false;
        }
    }
}
