using System.Text.Json;
using MLPipeline.Imaging;
using MLPipeline.Localization.Benchmarks;

namespace MLPipeline.Trainer.Tests;

public sealed class LocalizeCommandTests : IDisposable
{
    private const int Size = 64;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Localize_ObjectsWithKnownBoxes_AreDrawn_Listed_AndMeasured()
    {
        var (data, model) = await TrainAsync();
        _folder.Write("data/test/ringed-discs/text.png", "no image");

        var run = await TrainerRun.Of(
            "localize", model, data, "-o", _folder.File("found"), "--boxes", Path.Combine(data, "boxes.csv"), "--top", "2", "--images", "3",
            "--json", _folder.File("found.json"));

        Assert.True(run.ExitCode == 3, run.Messages);
        Assert.Contains("text.png", run.Messages, StringComparison.Ordinal);
        Assert.Contains("known boxes are of images that were not looked at", run.Results, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(_folder.File("found.json")));
        Golden.AssertSame("localize.json.txt", JsonFields.Of(json));
        var known = json.RootElement.GetProperty("knownBoxes");
        Assert.Equal((4, 16), (known.GetProperty("boxes").GetInt32(), known.GetProperty("ofOtherImages").GetInt32()));
        Assert.Equal("test/ringed-discs/text.png", json.RootElement.GetProperty("skipped")[0].GetProperty("path").GetString());

        // The table says what the JSON says, and its boxes lie within the images.
        var boxes = json.RootElement.GetProperty("images").EnumerateArray().SelectMany(image => image.GetProperty("classes").EnumerateArray())
            .Select(found => found.GetProperty("box")).Where(box => box.ValueKind == JsonValueKind.Object).ToList();
        var rows = File.ReadAllLines(_folder.File("found", "boxes.csv"));
        Assert.Equal("path,class,score,left,top,right,bottom", rows[0]);
        Assert.Equal(boxes.Count, rows.Length - 1);
        Assert.NotEmpty(boxes);
        Assert.All(boxes, box =>
        {
            Assert.InRange(box.GetProperty("left").GetInt32(), 0, box.GetProperty("right").GetInt32() - 1);
            Assert.InRange(box.GetProperty("bottom").GetInt32(), box.GetProperty("top").GetInt32() + 1, Size);
        });

        var picture = ImageDecoder.DecodeFile(_folder.File("found", "pictures", "test", "checked-squares", "00000.png.png"));
        Assert.Equal((Size, Size), (picture.Width, picture.Height));
        Assert.Equal(3, Directory.GetFiles(_folder.File("found", "pictures"), "*.png", SearchOption.AllDirectories).Length);
        Assert.True(File.Exists(_folder.File("found", "boxes.png")));
    }

    [Theory]
    [InlineData("path,class,left,top,right\na.png,x,1,2,3", "the header lacks bottom")]
    [InlineData("path,class,left,top,right,bottom\na.png,x,5,0,5,9", "line 2: is no box of pixels: 5,0,5,9")]
    [InlineData("path,class,left,top,right,bottom\na.png,x,-1,0,5,9", "is no box of pixels")]
    [InlineData("path,class,left,top,right,bottom\n,x,0,0,5,9", "has no path")]
    [InlineData("path,class,left,top,right,bottom\na.png,x,0", "has 3 cells")]
    [InlineData("path,class,left,top,right,bottom", "has no box")]
    public async Task Localize_TableOfBoxesThatIsNone_IsRefused(string table, string message)
    {
        var run = await TrainerRun.Of("localize", "no.onnx", "nowhere", "-o", _folder.File("out"), "--boxes", _folder.Write("t.csv", table));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Localize_WrongUse_IsSaidAtOnce()
    {
        var run = await TrainerRun.Of(
            "localize", "no.onnx", "nowhere", "-o", _folder.Write("taken", ""), "--threshold", "1", "--top", "0", "--images", "-1", "--threads", "-1");
        Assert.Equal(2, run.ExitCode);
        string[] messages = ["--threshold is 1;", "--top is 0;", "--images is -1;", "--threads is -1;", "is a file; a folder is needed"];
        Assert.All(messages, message => Assert.Contains(message, run.Messages, StringComparison.Ordinal));
    }

    [Fact]
    public void Generator_IsDeterministic_AndItsBoxesHoldTheObject()
    {
        ObjectDataset.Write(_folder.File("a"), 5, Size, seed: 3);
        ObjectDataset.Write(_folder.File("b"), 5, Size, seed: 3);
        ObjectDataset.Write(_folder.File("c"), 5, Size, seed: 4);
        string[] Contents(string folder) =>
        [
            .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => Path.GetRelativePath(folder, file) + Convert.ToHexString(File.ReadAllBytes(file))),
        ];

        Assert.Equal(21, Contents(_folder.File("a")).Length);
        Assert.Equal(Contents(_folder.File("a")), Contents(_folder.File("b")));
        Assert.Empty(Contents(_folder.File("a")).Intersect(Contents(_folder.File("c"))));

        // Two kinds drawn with one seed have the same background, so they differ only within the object's square, noise included.
        foreach (var kind in ObjectKind.All)
        {
            var (square, whole) = ObjectScene.Draw(ObjectKind.All[0], 11, Size);
            var (image, box) = ObjectScene.Draw(kind, 11, Size);
            Assert.True(whole.IntersectionOverUnion(box) > 0.9); // every outline touches the sides of its square
            for (var y = 0; y < Size; y++)
            {
                for (var x = 0; x < Size; x++)
                {
                    var isInside = x >= whole.Left && x < whole.Right && y >= whole.Top && y < whole.Bottom;
                    Assert.True(isInside || square[x, y] == image[x, y]);
                }
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string Data, string Model)> TrainAsync()
    {
        var (data, model) = (_folder.File("data"), _folder.File("model.onnx"));
        ObjectDataset.Write(data, 5, Size, seed: 1);
        var run = await TrainerRun.Of("train", data, "-o", model, "--no-cache");
        Assert.True(run.ExitCode == 0, run.Messages);
        return (data, model);
    }
}
