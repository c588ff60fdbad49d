using System.Buffers;
using System.Globalization;
using System.Text;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Comma-separated values after RFC 4180, in UTF-8 without a mark. Lines end in a line feed alone, which every reader takes.</summary>
internal sealed class CsvText(Stream stream) : IDisposable
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private bool _lineHasFields;

    public void Field(string text)
    {
        Separate();
        _writer.Write(text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public void Field(float number)
    {
        Separate();
        _writer.Write(number.ToString("R", CultureInfo.InvariantCulture));
    }

    public void EndLine()
    {
        _writer.WriteLine();
        _lineHasFields = false;
    }

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
