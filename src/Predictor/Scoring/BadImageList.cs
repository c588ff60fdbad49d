using MLPipeline.Imaging;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Columns <c>path,fault,reason</c>: the images without a score.</summary>
internal sealed class BadImageList : IDisposable
{
    private readonly CsvText _text;

    public BadImageList(Stream stream)
    {
        _text = new CsvText(stream);
        WriteLine("path", "fault", "reason");
    }

    public int Count { get; private set; }

    public void Write(string path, ImageException fault)
    {
        WriteLine(path, fault.Fault.ToString(), fault.Reason);
        Count++;
    }

    public void Dispose() => _text.Dispose();

    private void WriteLine(string path, string fault, string reason)
    {
        _text.Field(path);
        _text.Field(fault);
        _text.Field(reason);
        _text.EndLine();
    }
}
