using CsvHelper;

namespace MLPipeline.Trainer;

/// <summary>The answers of a run, image by image, as <see cref="PredictionFile"/> writes them.</summary>
internal static class PredictionTable
{
    private static readonly string[] Columns = ["path", "actual", "label"];

    /// <summary>Whether each image was answered right, by its path.</summary>
    /// <exception cref="RunException">The file is missing or is another table.</exception>
    public static IReadOnlyDictionary<string, bool> ReadRight(string file)
    {
        if (!File.Exists(file)) throw new RunException($"'{file}' is missing: the run has no predictions.");
        using var text = new StreamReader(file);
        using var reader = CsvReader.Create(text, new CsvReaderOptions { HasHeader = false, Separator = ',' }, leaveOpen: false);
        var right = new Dictionary<string, bool>(StringComparer.Ordinal);
        var isHeading = true;
        while (reader.Read())
        {
            if (isHeading)
            {
                if (reader.FieldCount < Columns.Length || Columns.Where((name, i) => reader.GetString(i) != name).Any())
                {
                    throw new RunException($"'{file}' has other columns than {string.Join(", ", Columns)}.");
                }

                isHeading = false;
                continue;
            }

            right[reader.GetString(0)] = reader.GetString(1) == reader.GetString(2);
        }

        return right;
    }
}
