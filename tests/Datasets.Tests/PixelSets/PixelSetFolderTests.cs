using MLPipeline.Imaging;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class PixelSetFolderTests : IDisposable
{
    private static readonly string[] Names = ["T-shirt/top", "T-shirt.top", "a \"bag\", brown", "Kitten"];

    private readonly TemporaryFolder _folder = new();

    private string Target => _folder.File("made", "sets");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_AreReadBack_WithTheirPixelsNamesAndParts()
    {
        var (train, test) = (Set(8, channels: 3, seed: 1), Set(4, channels: 3, seed: 2));
        var counts = new List<int>();

        var manifest = PixelSetFolder.Write(Target, train, test, counts.Add);

        var dataset = ImageDatasetReader.ReadManifest(manifest);
        Assert.Equal(Names.Order(StringComparer.Ordinal), dataset.Classes);
        Assert.Equal(Enumerable.Range(1, 12), counts);
        foreach (var (part, set) in new[] { (SplitName.Train, train), (SplitName.Test, test) })
        {
            var images = dataset.Images.Where(image => image.Split == part).ToList();
            Assert.Equal(set.Count, images.Count);
            foreach (var image in images)
            {
                var index = int.Parse(Path.GetFileNameWithoutExtension(image.Path));
                Assert.Equal(Names[set.Labels[index]], image.Label);
                Assert.Equal(set.Pixels(index).ToArray(), ImageDecoder.DecodeFile(image.Path, ResizeRule.Squash(set.Width, set.Height)).Pixels);
            }
        }
    }

    [Fact]
    public void GreyImages_HaveThreeEqualChannels()
    {
        var set = Set(4, channels: 1, seed: 3);
        var manifest = PixelSetFolder.Write(Target, set, set);

        var image = ImageDatasetReader.ReadManifest(manifest).Images[0];
        var pixels = ImageDecoder.DecodeFile(image.Path, ResizeRule.Squash(set.Width, set.Height)).Pixels;
        var grey = set.Pixels(int.Parse(Path.GetFileNameWithoutExtension(image.Path)));
        for (var i = 0; i < pixels.Length; i++) Assert.Equal(grey[i / 3], pixels[i]);
    }

    [Fact]
    public void CompleteFolder_IsLeftAlone_AnotherOneIsAFault()
    {
        var (train, test) = (Set(8, channels: 1, seed: 1), Set(4, channels: 1, seed: 2));
        var manifest = PixelSetFolder.Write(Target, train, test);
        var written = File.GetLastWriteTimeUtc(manifest);

        Assert.Equal(manifest, PixelSetFolder.Write(Target, train, test, _ => Assert.Fail("nothing is to be written")));
        Assert.Equal(written, File.GetLastWriteTimeUtc(manifest));
        AssertFault(
            FaultsOf(() => PixelSetFolder.Write(Target, train, Set(8, channels: 1, seed: 2))),
            DatasetFaultKind.Occupied, Target, "does not hold the images of this data set", "Delete or rename it");
    }

    [Fact]
    public void Cancelled_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var set = Set(8, channels: 1, seed: 1);

        Assert.ThrowsAny<OperationCanceledException>(() => PixelSetFolder.Write(Target, set, set, _ => cancellation.Cancel(), cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("made")));
    }

    /// <summary>Noise of 5 x 3 pixels, the classes in turn.</summary>
    private static PixelSet Set(int count, int channels, int seed)
    {
        var pixels = new byte[count * 5 * 3 * channels];
        new Random(seed).NextBytes(pixels);
        return new PixelSet(pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % Names.Length))], 5, 3, channels, Names);
    }
}
