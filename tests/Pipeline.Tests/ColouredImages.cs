using MLPipeline.Imaging;
using MLPipeline.Vision;

namespace MLPipeline.Pipeline.Tests;

/// <summary>Red, green and blue images with noise, as files; and a feature cache of their own.</summary>
public sealed class ColouredImages : IDisposable
{
    public const int PerClass = 8;

    private readonly TemporaryFolder _folder = new();

    public ColouredImages()
    {
        var random = new Random(5);
        foreach (var (label, channel) in new[] { ("red", 0), ("green", 1), ("blue", 2) })
        {
            for (var i = 0; i < PerClass; i++)
            {
                var path = _folder.File("images", label, $"{i}.png");
                ImageEncoder.Write(Draw(channel, random), path);
                Rows.Add(new ImageRow { ImagePath = Path.Combine(label, $"{i}.png"), Label = label });
            }
        }
    }

    public List<ImageRow> Rows { get; } = [];

    public string Folder => Path.Combine(_folder.Path, "images");

    public MLContext Context { get; } = new(seed: 1);

    public ImageClassificationTrainer.Options Options => new()
    {
        FeatureColumnName = "Image",
        LabelColumnName = "LabelAsKey",
        Device = Runtime.ComputeDevice.Cpu,
        CacheFolder = Path.Combine(_folder.Path, "cache"),
        Epoch = 10,
        L2 = 0.01f,
    };

    public string PathOf(string name) => _folder.File(name);

    public IDataView View(params IEnumerable<ImageRow> rows)
    {
        var data = Context.Data.LoadFromEnumerable(rows);
        return Context.Transforms.Conversion.MapValueToKey("LabelAsKey", "Label")
            .Append(Context.Transforms.LoadRawImageBytes("Image", Folder, "ImagePath"))
            .Fit(data).Transform(data);
    }

    public void Dispose() => _folder.Dispose();

    private static RgbImage Draw(int channel, Random random)
    {
        var pixels = new byte[48 * 48 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(random.Next(60) + (i % 3 == channel ? 190 : 0));
        }

        return new RgbImage(48, 48, pixels);
    }
}

public class ImageRow
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
