using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>One CSV row per image: path below the data's root, its label, the prediction and its score.</summary>
internal sealed class PredictionFile : IDisposable
{
    private readonly OutputFile _file;
    private readonly CsvText _text;

    public PredictionFile(string path)
    {
        _file = new OutputFile(path);
        _text = new CsvText(_file.Stream);
        foreach (var column in (string[])["path", "actual", "label", "score"])
        {
            _text.Field(column);
        }

        _text.EndLine();
    }

    public void Add(LabeledImage image, ImagePrediction prediction)
    {
        _text.Field(image.RelativePath);
        _text.Field(image.Label);
        _text.Field(prediction.Label);
        _text.Field(prediction.Score);
        _text.EndLine();
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete()
    {
        _text.Dispose();
        _file.Complete();
    }

    public void Dispose() => _file.Dispose();
}
