using System.Text;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>Reads RFC 4180, written anew here so that the programs' own writers are tested by something else.</summary>
internal static class CsvTable
{
    /// <summary>The rows below the heading, each by column name.</summary>
    public static List<Dictionary<string, string>> Read(string file)
    {
        var rows = Rows(File.ReadAllText(file));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || letter is not (',' or '\r' or '\n'))
            {
                field.Append(letter);
            }
            else if (letter != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (letter == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
        }

        return rows;
    }
}
