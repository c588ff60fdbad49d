using MLPipeline.Imaging;
using Xunit.Abstractions;

namespace MLPipeline.Inference.Tests;

public sealed class PredictionBatchTests(ITestOutputHelper output)
{
    private static readonly Rgb[] Colours = [new(255, 0, 0), new(0, 255, 0), new(0, 0, 255), new(90, 60, 30)];

    [Fact]
    public void Rows_HaveTheAnswersOfTheirImages_InRunsOfAnySize()
    {
        using var engine = Engine();
        using var batch = engine.CreateBatch(4);
        Assert.Equal(4, batch.Capacity);
        for (var count = 1; count <= 4; count++)
        {
            Parallel.For(0, count, row =>
            {
                using var image = engine.Prepare(Picture(Colours[(row + count) % 4]));
                batch.Write(row, image);
            });
            batch.Run(count);
            for (var row = 0; row < count; row++)
            {
                AssertScores(Colours[(row + count) % 4], batch.Prediction(row));
            }
        }
    }

    [Fact]
    public void Copy_ClosesAGap()
    {
        using var engine = Engine();
        using var batch = engine.CreateBatch(3);
        foreach (var row in (int[])[0, 2])
        {
            using var image = engine.Prepare(Picture(Colours[row]));
            batch.Write(row, image);
        }

        batch.Copy(2, 1);
        batch.Run(2);
        AssertScores(Colours[0], batch.Prediction(0));
        AssertScores(Colours[2], batch.Prediction(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Copy(0, 3));
    }

    [Fact]
    public void BadImage_IsAnErrorBeforeItHasARow()
    {
        using var engine = Engine();
        var error = Assert.Throws<ImageException>(() => engine.Prepare(ImageSource.FromBytes("no image"u8.ToArray())));
        Assert.Equal(ImageFault.NotAnImage, error.Fault);
        using var batch = engine.CreateBatch(1);
        var image = engine.Prepare(Picture(Colours[0]));
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch.Write(0, image)); // its pixels may be another one's by now
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.CreateBatch(0));
    }

    [SkippableFact]
    public void RealNetwork_ScoresInABatch_DifferByRoundingOnly()
    {
        var network = SharedMaterial.Require("weights", "mobilenetv2-imagenet.onnx");
        var folder = SharedMaterial.Require("data", "oxford-pets-370");
        var photographs = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(8);
        var preset = InputPreset.All.Single(one => one.Name == "inception");
        using var engine = new PredictionEngine(network, new PredictionEngineOptions
        {
            ThreadsPerRun = 1,
            Foreign = new ForeignModel
            {
                Input = new InputContract { Resize = ResizeRule.Squash(224, 224), Normalization = preset.Normalization },
            },
        });
        using var batch = engine.CreateBatch(8);
        float[][] alone = [.. photographs.Select(file => engine.Predict(file).Scores.ToArray())];
        foreach (var (row, file) in photographs.Index())
        {
            using var image = engine.Prepare(ImageSource.FromFile(file));
            batch.Write(row, image);
        }

        var largest = 0f;
        foreach (var size in (int[])[1, 2, 3, 8])
        {
            batch.Run(size);
            for (var row = 0; row < size; row++)
            {
                var together = batch.Prediction(row).Scores.ToArray();
                largest = Math.Max(largest, alone[row].Zip(together, (one, other) => Math.Abs(one - other)).Max());
            }
        }

        output.WriteLine($"largest difference: {largest:E1}");
        Assert.InRange(largest, 0, 1e-5f); // float32 has 6e-8 for numbers below 1, and there are some hundred sums one after another
    }

    private static PredictionEngine Engine() => new(new MemoryStream(new ColourClassifier().ToBytes()));

    private static ImageSource Picture(Rgb colour) => ImageSource.FromPixels(ColourClassifier.Uniform(colour));

    private static void AssertScores(Rgb colour, ImagePrediction prediction)
    {
        foreach (var (expected, actual) in ColourClassifier.ScoresOf(colour).Zip(prediction.Scores.ToArray()))
        {
            Assert.Equal(expected, actual, 1e-5f);
        }
    }
}
