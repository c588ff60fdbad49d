using System.Text;

namespace MLPipeline.Predictor;

/// <summary>Reads comma-separated values after RFC 4180, row by row.</summary>
internal static class CsvRows
{
    /// <summary>The rows, the heading included; a last line without a line end is one too.</summary>
    public static IEnumerable<IReadOnlyList<string>> Read(TextReader text)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        int next;
        while ((next = text.Read()) >= 0)
        {
            var letter = (char)next;
            if (isQuoted)
            {
                if (letter != '"')
                {
                    field.Append(letter);
                }
                else if (text.Peek() == '"')
                {
                    field.Append((char)text.Read());
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (letter == '"')
            {
                isQuoted = true;
            }
            else if (letter == ',')
            {
                EndField(row, field);
            }
            else if (letter == '\n')
            {
                EndField(row, field);
                yield return row;
                row = [];
            }
            else if (letter != '\r')
            {
                field.Append(letter);
            }
        }

        if (row.Count > 0 || field.Length > 0)
        {
            EndField(row, field);
            yield return row;
        }
    }

    private static void EndField(List<string> row, StringBuilder field)
    {
        row.Add(field.ToString());
        field.Clear();
    }
}
