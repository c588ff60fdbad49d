using MLPipeline.Imaging;

namespace MLPipeline.Inference.Tests;

public sealed class PredictionBatchTests
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
