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

    public void Add(LabeledImage image, ImagePrediction prediction) => Add(image.RelativePath, image.Label, prediction.Label, prediction.Score);

    public void Add(string path, string actual, string label, float score)
    {
        _text.Field(path);
        _text.Field(actual);
        _text.Field(label);
        _text.Field(score);
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
