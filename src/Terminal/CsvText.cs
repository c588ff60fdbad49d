using System.Buffers;
using System.Globalization;
using System.Text;

namespace MLPipeline.Terminal;

/// <summary>
/// Comma-separated values after RFC 4180, in UTF-8 without a mark. Lines end in a line feed alone, which every reader takes. Not thread-safe;
/// the stream stays open.
/// </summary>
/// <param name="stream">Where the text goes.</param>
public sealed class CsvText(Stream stream) : IDisposable
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private bool _lineHasFields;

    /// <summary>Writes a field, in quotes where it holds a comma, a quote or a line end.</summary>
    public void Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Separate();
        _writer.Write(text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public void Field(float number)
    {
        Separate();
        _writer.Write(number.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Ends the row.</summary>
    public void EndLine()
    {
        _writer.WriteLine();
        _lineHasFields = false;
    }

    /// <summary>Hands what is buffered to the stream, and flushes that.</summary>
    public void Flush() => _writer.Flush();

    /// <summary>Writes what is buffered.</summary>
    public void Dispose() => _writer.Dispose();

    private void Separate()
    {
        if (_lineHasFields)
        {
            _writer.Write(',');
        }

        _lineHasFields = true;
    }
}
