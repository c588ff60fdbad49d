using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class KnownPixelSetsTests
{
    [Fact]
    public void EveryRow_IsConsistent()
    {
        Assert.Equal(
            ["mnist", "kmnist", "fashion-mnist", "cifar10", "cifar100", "cifar100-coarse", "stl10", "svhn"],
            KnownPixelSets.All.Select(set => set.Name));
        Assert.All(KnownPixelSets.All, set =>
        {
            Assert.Equal((set.Channels, set.Channels), (set.Mean.Count, set.Deviation.Count));
            Assert.Equal(set.Classes.Count, set.Classes.Distinct().Count());
            Assert.Equal(set.Name switch { "cifar100" => 100, "cifar100-coarse" => 20, _ => 10 }, set.Classes.Count);
            Assert.All(set.Files, file => Assert.Matches("^[0-9a-f]{64}$", file.Sha256));
        });
        var hashes = KnownPixelSets.All.Where(set => set.Name != "cifar100-coarse").SelectMany(set => set.Files).Select(file => file.Sha256).ToArray();
        Assert.Equal(hashes.Distinct(), hashes);
    }

    [Fact]
    public void UnknownName_ListsTheNames()
    {
        AssertFault(FaultsOf(() => KnownPixelSets.Find("cifar-10")), DatasetFaultKind.UnknownName, "Did you mean 'cifar10'?", "mnist, kmnist, fashion-mnist, cifar10");
    }

    [Fact]
    public void MissingFiles_AreListed_WithTheirAddresses()
    {
        using var folder = new TemporaryFolder();
        AssertFault(
            FaultsOf(() => KnownPixelSets.Find("mnist").Read(folder.Path, PixelPart.Test)),
            DatasetFaultKind.NotFound,
            folder.Path,
            "expected t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (plain or .gz), there or below it in mnist, MNIST/raw",
            "--download",
            "https://ossci-datasets.s3.amazonaws.com/mnist/t10k-labels-idx1-ubyte.gz (4,542 bytes)");

        folder.Write("cifar-10-batches-bin/data_batch_2.bin", "some");
        AssertFault(
            FaultsOf(() => KnownPixelSets.Find("cifar10").Read(folder.Path, PixelPart.Train)),
            DatasetFaultKind.NotFound,
            "or the archive cifar-10-binary.tar.gz; missing is data_batch_1.bin, data_batch_3.bin, data_batch_4.bin, data_batch_5.bin",
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz (170,052,171 bytes)");
    }

    [Fact]
    public void PixelSet_RefusesWhatDoesNotFit()
    {
        Assert.Throws<ArgumentException>(() => new PixelSet(new byte[11], new byte[1], 2, 2, 3, ["a"]));
        Assert.Throws<ArgumentException>(() => new PixelSet(new byte[8], new byte[1], 2, 2, 2, ["a"]));
        Assert.Throws<ArgumentException>(() => new PixelSet(new byte[12], [1], 2, 2, 3, ["a"]));
        var set = new PixelSet(new byte[12], [0], 2, 2, 3, ["a"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Pixels(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Pixels(-1).Length);
    }
}
