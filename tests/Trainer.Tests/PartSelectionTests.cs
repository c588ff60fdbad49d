using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer.Tests;

/// <summary>Which images a model is measured with: never silently those that it was trained on.</summary>
public sealed class PartSelectionTests : IDisposable
{
    private static readonly SplitOptions Split = new() { ValidationFraction = 0.25, TestFraction = 0.25, Seed = 7 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Auto_TrainingData_IsTheVeryPartThatWasHeldOut_WhereverTheDataLie()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        var model = await TrainAsync(images);
        var dataset = Read(images);
        var expected = DatasetSplitter.Split(dataset, Split, ContentHasher.Hash(dataset.Images).Values).Test.Select(image => image.RelativePath).ToList();
        Assert.Equal(9, expected.Count); // a quarter of 12 images of each of 3 classes

        Assert.Equal(expected, Names(Choose(dataset, model, "auto")));
        Assert.Equal(expected, Names(Choose(dataset, model, "test")));
        Directory.Move(images, _folder.File("moved"));
        var moved = Choose(Read(_folder.File("moved")), model, "auto");
        Assert.Equal(expected, Names(moved));
        Assert.Equal("9 images, held out when the model was trained on these data: the test part", moved.Explanation);
    }

    [Fact]
    public async Task Parts_OfTheTrainingData_AreDisjointAndComplete()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        var (model, dataset) = (await TrainAsync(images), Read(images));
        var parts = ((string[])["train", "validation", "TEST"]).SelectMany(part => Names(Choose(dataset, model, part))).ToList();
        Assert.Equal(Names(Choose(dataset, model, "all")), parts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Auto_ChangedData_AreAllImages()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        var model = await TrainAsync(images);
        File.WriteAllBytes(Path.Combine(images, "discs", "0004.png"), ShapeImages.Png(2, 777)); // as many images as before
        Assert.Equal("All 36 images", Choose(Read(images), model, "auto").Explanation);
        File.WriteAllBytes(Path.Combine(images, "discs", "more.png"), ShapeImages.Png(2, 778));
        var dataset = Read(images);
        Assert.Equal(37, Choose(dataset, model, "auto").Images.Count);
        var error = Assert.Throws<DatasetException>(() => Choose(dataset, model, "test"));
        Assert.Contains("has no test part, neither of its own nor from this model's training", error.Message, StringComparison.Ordinal);
        Assert.Contains("Use --part all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auto_DataWithPartsOfTheirOwn_IsTheirTestPart()
    {
        var model = await TrainAsync(ShapeImages.WriteTo(_folder.File("images")));
        ShapeImages.WriteTo(_folder.File("split", "train"), perClass: 4);
        ShapeImages.WriteTo(_folder.File("split", "test"), perClass: 2, size: 30);
        var selection = Choose(Read(_folder.File("split")), model, "auto");
        Assert.Equal("6 images, the data's own test part", selection.Explanation);
        Assert.All(selection.Images, image => Assert.StartsWith("test/", image.RelativePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Auto_ModelWithoutProvenance_IsAllImages()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"));
        var model = await TrainAsync(images);
        Assert.Equal(36, Choose(Read(images), model with { Provenance = null }, "auto").Images.Count);
        Assert.Equal(36, Choose(Read(images), model with { Provenance = "{\"data\":{\"split\":3}}" }, "auto").Images.Count);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ModelContract> TrainAsync(string images)
    {
        var run = await TrainerRun.Of("train", images, "-o", _folder.File("model.onnx"), "--no-cache", "--seed", "7", "--val-fraction", "0.25", "--test-fraction", "0.25");
        Assert.True(run.ExitCode == 0, run.Messages);
        using var engine = new PredictionEngine(_folder.File("model.onnx"));
        return engine.Contract;
    }

    private static ImageDataset Read(string folder) => ImageDatasetReader.Read(folder, new DatasetOptions { Use = DatasetUse.Evaluation });

    private static PartSelection Choose(ImageDataset dataset, ModelContract model, string part) =>
        PartSelection.Choose(ProgramConsole.OfWriters(TextWriter.Null, TextWriter.Null), dataset, model, part, CancellationToken.None);

    private static IEnumerable<string> Names(PartSelection selection) => selection.Images.Select(image => image.RelativePath);
}
