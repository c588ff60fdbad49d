using MLPipeline.Imaging;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Columns <c>path,fault,reason</c>: the images without a score.</summary>
internal sealed class BadImageList : IDisposable
{
    private readonly CsvText _text;

    /// <param name="stream">Where the rows go.</param>
    /// <param name="hasHeading">Whether the names of the columns are written first.</param>
    /// <param name="before">Rows that are there already.</param>
    public BadImageList(Stream stream, bool hasHeading, long before)
    {
        _text = new CsvText(stream);
        Count = before;
        if (hasHeading)
        {
            WriteLine("path", "fault", "reason");
        }
    }

    public long Count { get; private set; }

    public void Write(string path, ImageException fault)
    {
        WriteLine(path, fault.Fault.ToString(), fault.Reason);
        Count++;
    }

    public void Flush() => _text.Flush();

    public void Dispose() => _text.Dispose();

    private void WriteLine(string path, string fault, string reason)
    {
        _text.Field(path);
        _text.Field(fault);
        _text.Field(reason);
        _text.EndLine();
    }
}
