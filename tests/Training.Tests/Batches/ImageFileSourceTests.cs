using MLPipeline.Imaging;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training.Tests;

public class ImageFileSourceTests
{
    private static readonly ImageFileOptions Options = new() { Resize = ResizeRule.Squash(8, 8) };

    [Fact]
    public void Pixels_AreTheDecodersOwn_WhetherKeptOrReadAheadOrNeither()
    {
        using var folder = new TemporaryFolder();
        using var team = new WorkTeam(2);
        var files = Files(folder, 5);
        using var keeping = ImageFileSource.Open(files, ["a", "b"], Options, team);
        using var reading = ImageFileSource.Open(files, ["a", "b"], Options with { KeptBytes = 2 * 192 }, team); // two of five
        Assert.Equal(keeping.ContentSha256, reading.ContentSha256);
        reading.ReadAhead([2, 3, 3]);
        foreach (var index in (int[])[0, 2, 3, 3, 4])
        {
            var expected = ImageDecoder.DecodeFile(files[index].Path, Options.Resize).Pixels;
            Assert.Equal(expected, keeping.Pixels(index, new byte[192]).ToArray());
            Assert.Equal(expected, reading.Pixels(index, new byte[192]).ToArray());
            Assert.Equal(files[index].Label, reading.LabelOf(index));
        }
    }

    [Fact]
    public void UnreadableFiles_HaveNoPlace_AndAreListed()
    {
        using var folder = new TemporaryFolder();
        using var team = new WorkTeam(2);
        var files = Files(folder, 4);
        File.WriteAllText(files[1].Path, "no image");
        File.Delete(files[2].Path);
        using var source = ImageFileSource.Open(files, ["a", "b"], Options, team);
        Assert.Equal(2, source.Count);
        Assert.Equal(files[3].Label, source.LabelOf(1));
        Assert.Equal([ImageFault.NotAnImage, ImageFault.NotFound], source.Skipped.Select(skipped => skipped.Fault));
        Assert.Equal(files[1].Path, source.Skipped[0].Name);
    }

    [Fact]
    public void AFileThatIsSpoiltWhileTraining_IsNamed()
    {
        using var folder = new TemporaryFolder();
        using var team = new WorkTeam(1);
        var files = Files(folder, 2);
        using var source = ImageFileSource.Open(files, ["a", "b"], Options with { KeptBytes = 0 }, team);
        File.WriteAllText(files[0].Path, "no image");
        File.Delete(files[1].Path);
        source.ReadAhead([0, 1]);
        Assert.Equal(files[0].Path, Assert.Throws<ImageException>(() => { source.Pixels(0, new byte[192]); }).Path);
        Assert.Equal(files[1].Path, Assert.Throws<ImageException>(() => { source.Pixels(1, new byte[192]); }).Path);
    }

    [Fact]
    public void ContentSha256_ChangesWithPixelsLabelsClassesAndGeometry()
    {
        using var folder = new TemporaryFolder();
        using var team = new WorkTeam(1);
        var files = Files(folder, 2);
        var digests = new List<string>
        {
            Digest(files, ["a", "b"], Options),
            Digest(files, ["a", "c"], Options),
            Digest(files, ["a", "b"], Options with { Resize = ResizeRule.Squash(8, 9) }),
            Digest([files[0], files[1] with { Label = 0 }], ["a", "b"], Options),
            Digest([files[1], files[0]], ["a", "b"], Options),
        };
        File.Copy(files[0].Path, files[1].Path, overwrite: true);
        digests.Add(Digest(files, ["a", "b"], Options));
        Assert.Equal(digests.Count, digests.Distinct().Count());

        string Digest(LabeledFile[] from, string[] classes, ImageFileOptions options)
        {
            using var source = ImageFileSource.Open(from, classes, options, team);
            return source.ContentSha256;
        }
    }

    private static LabeledFile[] Files(TemporaryFolder folder, int count)
    {
        var random = new Random(3);
        var files = new LabeledFile[count];
        for (var i = 0; i < count; i++)
        {
            var pixels = new byte[3 * 10 * 12];
            random.NextBytes(pixels);
            files[i] = new LabeledFile(folder.Write($"{i}.png", ImageEncoder.EncodePng(new RgbImage(12, 10, pixels))), i % 2);
        }

        return files;
    }
}
