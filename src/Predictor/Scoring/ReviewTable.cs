using System.Globalization;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Review rows as text: <c>path,label,score,label2,score2</c> and a column that is called like the measure.</summary>
internal static class ReviewTable
{
    public static void Write(Stream stream, ReviewMeasure measure, IEnumerable<ReviewRow> rows)
    {
        using var text = new CsvText(stream);
        foreach (var name in (string[])["path", "label", "score", "label2", "score2", measure.Name])
        {
            text.Field(name);
        }

        text.EndLine();
        foreach (var row in rows)
        {
            Write(text, row);
        }
    }

    public static void Write(CsvText text, ReviewRow row)
    {
        text.Field(row.Path);
        text.Field(row.First.Label);
        text.Field(row.First.Score);
        text.Field(row.Second.Label);
        text.Field(row.Second.Score);
        text.Field(row.Value);
        text.EndLine();
    }

    /// <summary>A line without the number of its image, which the caller knows.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public static ReviewRow Read(IReadOnlyList<string> fields, long index) =>
        fields is [var path, var first, var score, var second, var secondScore, var value]
            ? new ReviewRow(index, path, new LabelScore(first, Number(score)), new LabelScore(second, Number(secondScore)), Number(value))
            : throw new IOException($"'{string.Join(',', fields)}' is no line of a review list.");

    private static float Number(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new IOException($"'{text}' in a review list is no number.");
}
