using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Idx;

public sealed class IdxImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IdxFiles _train;
    private readonly IdxFiles _test;

    public IdxImageFolderTests()
    {
        // Twelve training images with labels 0 1 2 0 1 2 …, six test images; every pixel of image i is i.
        _train = Make("train", 12);
        _test = Make("test", 6);
    }

    private string Target => _folder.Path + "/made/mnist";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_AreWrittenEvenlyChosen_AndReadBackAsADataset()
    {
        var progress = new List<(int, int)>();

        Assert.True(IdxImageFolder.Write(Target, _train, _test, new(TrainPerClass: 2, TestPerClass: 1), WriteGrey, (done, of) => progress.Add((done, of))));

        var dataset = ImageDatasetReader.ReadFolder(Target);
        // Of four images per class the second and the fourth, of two the second.
        Assert.Equal(
            [
                "test/0/000003.png", "test/1/000004.png", "test/2/000005.png",
                "train/0/000003.png", "train/0/000009.png", "train/1/000004.png", "train/1/000010.png", "train/2/000005.png", "train/2/000011.png",
            ],
            dataset.Images.Select(image => image.RelativePath));
        Assert.All(dataset.Counts, count => Assert.Equal((2, 0, 1), (count.Train, count.Validation, count.Test)));
        Assert.All(dataset.Images, image => Assert.All(File.ReadAllBytes(image.Path), pixel => Assert.Equal(int.Parse(Path.GetFileNameWithoutExtension(image.Path)), pixel)));
        Assert.Equal(Enumerable.Range(1, 9).Select(done => (done, 9)), progress);
    }

    [Fact]
    public void CompleteFolder_IsLeftAlone_AnotherOneIsAFault()
    {
        Assert.True(IdxImageFolder.Write(Target, _train, _test, null, WriteGrey));
        Assert.Equal(18, Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Length);

        Assert.False(IdxImageFolder.Write(Target, _train, _test, null, (_, _, _, _) => Assert.Fail("nothing is to be written")));
        AssertFault(FaultsOf(() => IdxImageFolder.Write(Target, _train, _test, new(TestPerClass: 1), WriteGrey)), DatasetFaultKind.Occupied, Target, "0 are missing and 3 files are others", "Delete or rename it");
        File.Delete(Target + "/train/0/000000.png");
        AssertFault(FaultsOf(() => IdxImageFolder.Write(Target, _train, _test, null, WriteGrey)), DatasetFaultKind.Occupied, "1 are missing");
    }

    [Fact]
    public void LeftoversOfAKilledRun_DoNotGetIn()
    {
        _folder.Write($"made/mnist.unfinished-{Environment.ProcessId}/train/0/999999.png", "half");

        Assert.True(IdxImageFolder.Write(Target, _train, _test, null, WriteGrey));

        Assert.Equal(18, Directory.GetFiles(_folder.Path + "/made", "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void InterruptedOrFailedRun_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => IdxImageFolder.Write(Target, _train, _test, null, WriteGrey, (done, _) =>
        {
            if (done == 5)
                cancellation.Cancel();
        }, cancellation.Token));
        Assert.Throws<IOException>(() => IdxImageFolder.Write(Target, _train, _test, null, (_, _, _, _) => throw new IOException("disk full")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path + "/made"));
    }

    private IdxFiles Make(string name, int count) => new(
        _folder.Write(name + "-images", [0, 0, 8, 3, 0, 0, 0, (byte)count, 0, 0, 0, 2, 0, 0, 0, 2, .. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, 4))]),
        _folder.Write(name + "-labels", [0, 0, 8, 1, 0, 0, 0, (byte)count, .. Enumerable.Range(0, count).Select(i => (byte)(i % 3))]));

    private static void WriteGrey(string path, ReadOnlySpan<byte> grey, int width, int height)
    {
        Assert.Equal((2, 2), (width, height));
        File.WriteAllBytes(path, grey);
    }
}
