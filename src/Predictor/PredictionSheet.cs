using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>A picture of images with their classes. Where an image's folder is named like a class, that is taken for the truth.</summary>
internal sealed class PredictionSheet(IReadOnlyList<string> labels)
{
    private static readonly ContactSheetOptions Look = new();
    private static readonly ResizeRule Tile = ResizeRule.Pad(Look.TileSize, Look.TileSize) with { PadColour = new Rgb(238, 238, 238) };

    private readonly ContactSheet _sheet = new(Look);
    private readonly HashSet<string> _labels = new(labels, StringComparer.Ordinal);

    public int Count => _sheet.Count;

    public void Add(string path, ImagePrediction prediction)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "";
        var answer = $"{prediction.Label} {Measure.Percent(prediction.Score)}";
        var isKnown = _labels.Contains(folder);
        var second = isKnown ? $"actual: {folder}" : PrintableText.Of(Path.GetFileName(path));
        var mark = !isKnown ? SheetMark.None : folder == prediction.Label ? SheetMark.Good : SheetMark.Bad;
        _sheet.Add(ImageDecoder.DecodeFile(path, Tile), $"{answer}\n{second}", mark);
    }

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        _sheet.WritePng(file);
    }
}
