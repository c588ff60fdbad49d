using System.Text;
using CsvHelper;

namespace MLPipeline.Datasets;

/// <summary>The rows of a manifest as cells, each with the line that it starts on.</summary>
internal static class ManifestTable
{
    /// <summary>Unknown bytes are an error, not a question mark in a file name.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<(int Line, string[] Cells)> Read(string file, List<DatasetFault> faults)
    {
        using var text = new StreamReader(file, StrictUtf8, detectEncodingFromByteOrderMarks: true);
        using var reader = CsvReader.Create(text, new CsvReaderOptions
        {
            HasHeader = false, // decided by what the first row says
            Separator = Path.GetExtension(file).ToLowerInvariant() is ".tsv" or ".tab" ? '\t' : null, // null: found out from the first lines
            TrimWhitespace = true,
            TrackLineNumbers = true,
            OnMalformedRecord = record => AddFault(file, record, faults),
        }, leaveOpen: false);
        while (reader.Read())
            yield return ((int)reader.LineNumber, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
    }

    private static void AddFault(string file, CsvMalformedRecord record, List<DatasetFault> faults)
    {
        var problem = record.Reason switch
        {
            CsvMalformedReason.StrayQuote => null, // a"b.jpg is a file's name and means itself
            CsvMalformedReason.UnterminatedQuote => "opens a quotation mark that is never closed",
            _ => "has text behind a closing quotation mark",
        };
        if (problem is not null)
        {
            faults.Add(new(DatasetFaultKind.ManifestRow, $"{file}, line {record.LineNumber}", problem,
                "Enclose the whole cell in quotation marks, and write one inside it twice"));
        }
    }
}
