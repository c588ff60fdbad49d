using static MLPipeline.Datasets.Tests.PixelSets.PixelFiles;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class SvhnTests : IDisposable
{
    private const byte Double = 6, UInt8 = 9, Int16 = 10; // MATLAB's classes
    private const int StoredBytes = 2, StoredShorts = 3; // and types of storage

    private static readonly KnownPixelSet Svhn = KnownPixelSets.Find("svhn");
    // Header 128, tag 8, flags 8 + 8, dimensions 8 + 16, name 8 + 8, tag of the elements 8, elements 6144: y begins at byte 6344.
    private static readonly byte[] Images = MatlabArray("X", UInt8, [32, 32, 3, 2], StoredBytes, SvhnImages(2));

    // Tag 8, flags 8 + 8, dimensions 8 + 8, name 8 + 8, tag of the elements 8, elements 8 (two and padding): 72 bytes.
    private static readonly byte[] Labels = MatlabArray("y", Double, [2, 1], StoredBytes, [10, 3]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Files of svhn_golden.py, which also have a text variable.</summary>
    [Theory]
    [InlineData("svhn_plain.mat")]
    [InlineData("svhn_packed.mat")]
    public void Read_FilesOfSciPy_LabelTenIsTheDigitZero(string golden)
    {
        _folder.Write("train_32x32.mat", File.ReadAllBytes(Repository.PathOf("tests", "Datasets.Tests", "PixelSets", golden)));

        AssertPixels(Svhn.Read(_folder.Path, PixelPart.Train), 0, 1, 9);
    }

    /// <summary>MATLAB stores doubles that are small whole numbers as bytes; the published files are such ones.</summary>
    [Fact]
    public void Read_LabelsOfAnyStorage_PlainAndPacked()
    {
        AssertPixels(Read(Matlab(Images, Labels)), 0, 3);
        AssertPixels(Read(Matlab(Packed(Labels), Packed(Images))), 0, 3);
        AssertPixels(Read(Matlab(Images, MatlabArray("y", Int16, [1, 2], StoredShorts, [7, 0, 8, 0]))), 7, 8);
        AssertPixels(Read(Matlab(MatlabArray("X", UInt8, [32, 32, 3], StoredBytes, SvhnImages(1)), MatlabArray("y", UInt8, [1, 1], StoredBytes, [5]))), 5);
    }

    [Fact]
    public void OtherFiles_AreFaults_WithTheOffset()
    {
        var file = Matlab(Images, Labels);
        AssertDamage([.. file[..126], .. "MI"u8, .. file[128..]], "train_32x32.mat, byte 126", "big-endian");
        AssertDamage([.. file[..126], 0, 0, .. file[128..]], "train_32x32.mat, byte 126", "no MATLAB file of level 5");
        AssertDamage([.. file[..124], 0, 2, .. file[126..]], "train_32x32.mat, byte 124", "the version is 0x0200", "save -v7");
        AssertDamage(file[..100], "train_32x32.mat, byte 100", "28 bytes of this part are missing");
        AssertDamage(file[..^8], "train_32x32.mat, byte 6344", "the file has 56 more");
        AssertDamage([.. file, 1, 2, 3], "train_32x32.mat, byte 6419", "5 bytes of this part are missing");
        AssertDamage([.. file, 7, 0, 0, 0, 0, 0, 0, 0], "train_32x32.mat, byte 6416", "type Single");
        AssertDamage(Matlab(Images), "byte 6344", "without the variable y");
        AssertDamage(Matlab(Labels), "without the variable X");
    }

    [Fact]
    public void OtherArrays_AreFaults_WithTheOffset()
    {
        AssertDamage(Matlab(MatlabArray("X", Double, [32, 32, 3, 2], StoredBytes, SvhnImages(2)), Labels), "byte 144", "X is of class Double, stored as UInt8, instead of UInt8");
        AssertDamage(Matlab(MatlabArray("X", UInt8, [3, 32, 32, 2], StoredBytes, SvhnImages(2)), Labels), "byte 152", "X is [3, 32, 32, 2] instead of [32, 32, 3, N]");
        AssertDamage(Matlab(MatlabArray("X", UInt8, [32, 32, 3, 2], StoredBytes, SvhnImages(1)), Labels), "byte 192", "3072 bytes of UInt8 are not the elements of [32, 32, 3, 2]");
        AssertDamage(Matlab(MatlabArray("X", UInt8, [32, 32, 3, -1], StoredBytes, SvhnImages(1)), Labels), "byte 172", "dimension 3 is -1");
        AssertDamage(Matlab(MatlabArray("X", UInt8, [32, 32, 3, 2], StoredBytes, SvhnImages(2), flags: 8), Labels), "byte 144", "complex");
        AssertDamage(Matlab(Images, MatlabArray("y", Double, [3, 1], StoredBytes, [1, 2, 3])), "3 labels in y, 2 images in X");
        AssertDamage(Matlab(Images, MatlabArray("y", UInt8, [2, 1], StoredBytes, [1, 11])), "train_32x32.mat, byte 6409", "label 11 is none of 1 to 10");
        AssertDamage(Matlab(Images, MatlabArray("y", UInt8, [2, 2], StoredBytes, [1, 1, 1, 1])), "y is [2, 2] instead of [N, 1]");
    }

    [Fact]
    public void DamagedPackedData_IsAFault()
    {
        var packed = Packed(Images);
        var broken = packed.ToArray();
        broken[packed.Length / 2] ^= 0xFF;
        AssertDamage(Matlab(broken, Labels), "packed element at byte 128");
        AssertDamage(Matlab(Packed(Images[..^500]), Labels), "packed element at byte 128, byte", "500 bytes of this part are missing");
        AssertDamage(Matlab(Packed([.. Images, 0]), Labels), "packed element at byte 128, byte 6216", "goes on");
        AssertDamage(Matlab(packed)[..^50], "byte 128", "the file has");

        // A few bytes that claim to hold a gigabyte.
        byte[] bomb = [14, 0, 0, 0, 0, 0, 0, 0x40, .. new byte[64]];
        AssertDamage(Matlab(Packed(bomb)), "1073741824 bytes cannot come from");
    }

    private PixelSet Read(byte[] file)
    {
        _folder.Write("train_32x32.mat", file);
        return Svhn.Read(_folder.Path, PixelPart.Train);
    }

    private void AssertDamage(byte[] file, params string[] mentions) => AssertFault(FaultsOf(() => Read(file)), DatasetFaultKind.PixelFile, mentions);
}
