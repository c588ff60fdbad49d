using System.Globalization;
using System.Text;
using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>One CSV row per image (RFC 4180): path below the data's root, its label, the prediction and its score.</summary>
internal sealed class PredictionFile : IDisposable
{
    private readonly OutputFile _file;
    private readonly StreamWriter _writer;

    public PredictionFile(string path)
    {
        _file = new OutputFile(path);
        _writer = new StreamWriter(_file.Stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        _writer.WriteLine("path,actual,label,score");
    }

    public void Add(LabeledImage image, ImagePrediction prediction) => _writer.WriteLine(string.Join(
        ',', Quote(image.RelativePath), Quote(image.Label), Quote(prediction.Label), prediction.Score.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _writer.Dispose();
        _file.Complete();
    }

    public void Dispose() => _file.Dispose();

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
