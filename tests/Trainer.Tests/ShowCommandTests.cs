using System.Text.Json;
using MLPipeline.Imaging;

namespace MLPipeline.Trainer.Tests;

public sealed class ShowCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Show_PlantedFaults_AreAllReported_AndTheBatchIsDrawn()
    {
        var images = ShapeImages.WriteTo(_folder.File("images"), perClass: 4);
        File.Copy(Path.Combine(images, "discs", "0001.png"), Path.Combine(images, "bars", "mislabelled.png"));
        var disc = ImageDecoder.DecodeFile(Path.Combine(images, "discs", "0002.png"));
        File.WriteAllBytes(Path.Combine(images, "checks", "again.jpg"), ImageEncoder.EncodeJpeg(disc, 95));
        _folder.Write("images/discs/text.jpg", "no image");

        var run = await TrainerRun.Of(
            "show", images, "-o", _folder.File("batch.png"), "--augment", "flip", "--images", "6", "--image-size", "32",
            "--json", _folder.File("show.json"));

        Assert.True(run.ExitCode == 3, run.Messages);
        Assert.Contains("images: 15 images in 3 classes", run.Results, StringComparison.Ordinal);
        Assert.Matches("checks +4 +0 +1 +5  █{30}", run.Results);
        Assert.Matches("Formats +Png 13, Jpeg 1", run.Results);
        Assert.Contains(
            "Identical images with different labels, of which at least one is wrong: 1", run.Messages, StringComparison.Ordinal);
        Assert.Contains("bars/mislabelled.png = discs/0001.png", run.Messages, StringComparison.Ordinal);
        Assert.Contains("checks/again.jpg", run.Messages, StringComparison.Ordinal);
        Assert.Contains("discs/text.jpg: the content is not an image", run.Messages, StringComparison.Ordinal);

        // Six images in two rows of three, a row of augmented ones below each, under two titles.
        var sheet = ImageDecoder.DecodeFile(_folder.File("batch.png"));
        Assert.Equal((8 + (3 * 176), 8 + (2 * 30) + (4 * (176 + (2 * 17)))), (sheet.Width, sheet.Height));

        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("show.json")));
        Golden.AssertSame("show.json.txt", JsonFields.Of(json));
        var copy = Assert.Single(
            json.RootElement.GetProperty("nearDuplicates").EnumerateArray(), // bars of one width are alike, too
            pair => ((string?[])["checks/again.jpg", "discs/0002.png"]).Order().SequenceEqual(
                new[] { Text(pair, "path"), Text(pair, "other") }.Order()));
        Assert.True(copy.GetProperty("differentLabels").GetBoolean());
    }

    // The picture is what a training with that seed shows first: a mirrored one has the colours of its original, from right to left.
    [Fact]
    public async Task Show_AugmentedRow_IsWhatTheAugmentationMakesOfTheRowAbove()
    {
        var images = _folder.File("images", "x");
        foreach (var label in (string[])["left", "also-left"])
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, "images", label));
            var pixels = new byte[3 * 40 * 40];
            for (var i = 0; i < pixels.Length; i += 3) pixels[i] = (byte)(i / 3 % 40 < 20 ? 255 : label.Length);
            File.WriteAllBytes(_folder.File("images", label, "a.png"), ImageEncoder.EncodePng(new RgbImage(40, 40, pixels)));
        }

        var run = await TrainerRun.Of(
            "show", Path.GetDirectoryName(images)!, "-o", _folder.File("batch.png"), "--augment", "flip:1", "--image-size", "40");

        Assert.True(run.ExitCode == 0, run.Messages);
        var sheet = ImageDecoder.DecodeFile(_folder.File("batch.png"));
        var (first, second) = (8 + (2 * 30) + 4 + 80, 8 + (2 * 30) + 210 + 4 + 80);
        Assert.True(sheet[8 + 4 + 40, first].R > 200 && sheet[8 + 4 + 120, first].R < 60, "the image as it is");
        Assert.True(sheet[8 + 4 + 40, second].R < 60 && sheet[8 + 4 + 120, second].R > 200, "and mirrored");
    }

    [Fact]
    public async Task Show_PublishedSet_HasItsOwnPartsAndAugmentation()
    {
        SmallDigits.WriteTo(_folder, train: 40, test: 20);
        var run = await TrainerRun.Of("show", "--dataset", "mnist", "--data-dir", _folder.Path, "-o", _folder.File("digits.png"));
        Assert.True(run.ExitCode == 0, run.Messages);
        Assert.Contains("MNIST: 60 images in 10 classes", run.Results, StringComparison.Ordinal);
        Assert.Matches("Width x height +smallest 28 x 28, median 28 x 28, largest 28 x 28", run.Results);
        Assert.True(File.Exists(_folder.File("digits.png")));
    }

    [Theory]
    [InlineData("there are no images", "show")]
    [InlineData("must end in .png", "show", ".", "-o", "batch.jpg")]
    [InlineData("--augment, --images: they say what is drawn", "show", ".", "--augment", "flip", "--images", "3")]
    [InlineData("--images is 0; it must be 1 to 1000", "show", ".", "-o", "batch.png", "--images", "0")]
    [InlineData("--image-size is 5000; it must be 1 to 4096", "show", ".", "-o", "batch.png", "--image-size", "5000")]
    [InlineData("--augment: ", "show", ".", "-o", "batch.png", "--augment", "twirl")]
    [InlineData("are both given", "show", ".", "--dataset", "mnist")]
    [InlineData("the images of --dataset have their size", "show", "--dataset", "mnist", "-o", "batch.png", "--image-size", "8")]
    [InlineData("no data set is called so", "show", "--dataset", "nist")]
    public async Task Show_WrongUse_IsSaidBeforeAnythingIsRead(string message, params string[] arguments)
    {
        var run = await TrainerRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(run.Results);
    }

    public void Dispose() => _folder.Dispose();

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
