using static MLPipeline.Datasets.Tests.PixelSets.PixelFiles;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class CifarTests : IDisposable
{
    private static readonly KnownPixelSet Cifar10 = KnownPixelSets.Find("cifar10");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_JoinsTheFiveFiles_InTheirOrder()
    {
        for (var batch = 1; batch <= 5; batch++)
            _folder.Write($"cifar-10-batches-bin/data_batch_{batch}.bin", Batch(batch));

        AssertPixels(Cifar10.Read(_folder.Path, PixelPart.Train), 1, 0, 2, 0, 3, 0, 4, 0, 5, 0);
    }

    [Fact]
    public void Read_TheArchiveItself_WhateverTheOrderOfItsMembers()
    {
        // Not in order, as in the published archive; the second batch has one image only.
        _folder.Write("cifar-10-binary.tar.gz", TarGz(
            ("cifar-10-batches-bin/data_batch_3.bin", Cifar(3, [3])),
            ("cifar-10-batches-bin/readme.html", [1, 2, 3]),
            ("cifar-10-batches-bin/data_batch_1.bin", Cifar(0, [1], [9])),
            ("cifar-10-batches-bin/test_batch.bin", Cifar(0, [8])),
            ("cifar-10-batches-bin/data_batch_5.bin", Cifar(5, [5])),
            ("cifar-10-batches-bin/data_batch_4.bin", Cifar(4, [4])),
            ("cifar-10-batches-bin/data_batch_2.bin", Cifar(2, [2]))));

        AssertPixels(Cifar10.Read(_folder.Path, PixelPart.Train), 1, 9, 2, 3, 4, 5);
        AssertPixels(Cifar10.Read(_folder.Path, PixelPart.Test), 8);
        Assert.True(Cifar10.IsIn(_folder.Path));
    }

    [Fact]
    public void Hundred_HasFineLabels_AndCoarseOnesByAnotherName()
    {
        _folder.Write("cifar100/train.bin", Cifar(0, [4, 0], [19, 99]));

        var fine = KnownPixelSets.Find("cifar100").Read(_folder.Path, PixelPart.Train);
        var coarse = KnownPixelSets.Find("cifar100-coarse").Read(_folder.Path, PixelPart.Train);

        AssertPixels(fine, 0, 99);
        AssertPixels(coarse, 4, 19);
        Assert.Equal(["apple", "worm"], new[] { fine.Classes[0], fine.Classes[99] });
        Assert.Equal(["fruit_and_vegetables", "vehicles_2"], new[] { coarse.Classes[4], coarse.Classes[19] });
    }

    [Fact]
    public void DamagedFiles_AreFaults_WithTheOffset()
    {
        AssertDamage(Cifar(0, [1], [2])[..^1], "test_batch.bin, byte 6145", "no whole number of records of 3073 bytes");
        AssertDamage([.. Cifar(0, [1]), 7], "test_batch.bin, byte 3074");
        AssertDamage([], "test_batch.bin, byte 0");
        AssertDamage(Cifar(0, [1], [10]), "test_batch.bin, byte 3073", "label 10 is none of the 10 classes, 0 to 9");
        _folder.Write("cifar100/test.bin", Cifar(0, [20, 100]));
        AssertFault(FaultsOf(() => KnownPixelSets.Find("cifar100").Read(_folder.Path, PixelPart.Test)), DatasetFaultKind.PixelFile, "byte 1", "label 100");
        AssertFault(FaultsOf(() => KnownPixelSets.Find("cifar100-coarse").Read(_folder.Path, PixelPart.Test)), DatasetFaultKind.PixelFile, "byte 0", "label 20");
    }

    [Fact]
    public void DamagedArchive_IsAFault()
    {
        var whole = TarGz(("cifar-10-batches-bin/test_batch.bin", Cifar(0, [1], [10])));
        AssertArchiveFault(whole, DatasetFaultKind.PixelFile, "cifar-10-binary.tar.gz: cifar-10-batches-bin/test_batch.bin, byte 3073", "label 10");
        AssertArchiveFault(TarGz(("a/readme.html", [1])), DatasetFaultKind.NotFound, "no member test_batch.bin");
        AssertArchiveFault(whole[..100], DatasetFaultKind.PixelFile, "cifar-10-binary.tar.gz", "byte");
        AssertArchiveFault([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], DatasetFaultKind.PixelFile, "cifar-10-binary.tar.gz, byte", "cannot be unpacked");
        AssertArchiveFault(Gzip([.. Enumerable.Repeat((byte)'x', 2048)]), DatasetFaultKind.PixelFile, "cifar-10-binary.tar.gz, byte", "cannot be unpacked");
    }

    /// <summary>4,000 of the 50,000 images estimate the published mean with a standard error of about 0.25 / sqrt(4000) at most = 0.004 per channel.</summary>
    [SkippableFact]
    public void RealImages_HaveTheMeanOfTheTable_ChannelByChannel()
    {
        _folder.Write("test_batch.bin", File.ReadAllBytes(SharedMaterial.Require("data", "cifar10-lossless", "train_4000.bin")));
        var set = Cifar10.Read(_folder.Path, PixelPart.Test);

        var sums = new double[3];
        for (var n = 0; n < set.Count; n++)
        {
            var pixels = set.Pixels(n);
            for (var i = 0; i < pixels.Length; i++)
                sums[i % 3] += pixels[i];
        }

        Assert.Equal(4000, set.Count);
        for (var c = 0; c < 3; c++)
            Assert.Equal(Cifar10.Mean[c], sums[c] / (4000 * 1024 * 255.0), 0.012); // three standard errors
    }

    private static byte[] Batch(int number) => Cifar(2 * (number - 1), [(byte)number], [0]);

    private void AssertDamage(byte[] content, params string[] mentions)
    {
        _folder.Write("test_batch.bin", content);
        AssertFault(FaultsOf(() => Cifar10.Read(_folder.Path, PixelPart.Test)), DatasetFaultKind.PixelFile, mentions);
    }

    private void AssertArchiveFault(byte[] archive, DatasetFaultKind kind, params string[] mentions)
    {
        _folder.Write("cifar10/cifar-10-binary.tar.gz", archive);
        AssertFault(FaultsOf(() => Cifar10.Read(_folder.Path, PixelPart.Test)), kind, mentions);
    }
}
