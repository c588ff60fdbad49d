using static MLPipeline.Datasets.Tests.PixelSets.PixelFiles;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class StlTests : IDisposable
{
    private static readonly KnownPixelSet Stl10 = KnownPixelSets.Find("stl10");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TurnsColumnsIntoRows_AndCountsLabelsFromZero()
    {
        _folder.Write("stl10_binary/train_X.bin", StlImages(2));
        _folder.Write("stl10_binary/train_y.bin", [1, 10]);

        AssertPixels(Stl10.Read(_folder.Path, PixelPart.Train), 0, 9);
    }

    [Fact]
    public void Read_TheArchive_LabelsBeforeImages()
    {
        _folder.Write("stl10/stl10_binary.tar.gz", TarGz(("stl10_binary/test_y.bin", [3]), ("stl10_binary/test_X.bin", StlImages(1))));

        AssertPixels(Stl10.Read(_folder.Path, PixelPart.Test), 2);
    }

    [Fact]
    public void DamagedFiles_AreFaults_WithTheOffset()
    {
        AssertDamage(StlImages(2)[..^1], [1, 2], "test_X.bin, byte 55295", "no whole number of images of 27648 bytes");
        AssertDamage([], [1], "test_X.bin, byte 0", "0 images");
        AssertDamage(StlImages(2), [1], "test_y.bin, byte 1", "1 labels in test_y.bin, 2 images in test_X.bin");
        AssertDamage(StlImages(1), [], "test_y.bin, byte 0", "no labels");
        AssertDamage(StlImages(2), [1, 0], "test_y.bin, byte 1", "label 0 is none of the 10 classes, 1 to 10");
        AssertDamage(StlImages(1), [11], "test_y.bin, byte 0", "label 11");
    }

    private void AssertDamage(byte[] images, byte[] labels, params string[] mentions)
    {
        _folder.Write("test_X.bin", images);
        _folder.Write("test_y.bin", labels);
        AssertFault(FaultsOf(() => Stl10.Read(_folder.Path, PixelPart.Test)), DatasetFaultKind.PixelFile, mentions);
    }
}
