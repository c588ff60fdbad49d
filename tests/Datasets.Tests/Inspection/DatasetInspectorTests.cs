using MLPipeline.Imaging;

namespace MLPipeline.Datasets.Tests;

/// <summary>Data sets in which everything that is looked for was planted.</summary>
public sealed class DatasetInspectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Inspect_CountsClassesSizesAndFormats()
    {
        Plant("train/cat/a.png", Landscape(1, 40, 30));
        Plant("train/cat/b.png", Landscape(2, 40, 30));
        Plant("train/cat/c.jpg", Landscape(3, 100, 20));
        Plant("train/dog/d.png", Landscape(4, 8, 8));
        Plant("test/dog/e.png", Landscape(5, 200, 100));

        var inspection = Inspect();

        Assert.Equal([new ClassCount("cat", 3, 3, 0, 0), new ClassCount("dog", 2, 1, 0, 1)], inspection.Split.Counts);
        Assert.Equal(1.5, inspection.Imbalance);
        Assert.Equal([new FormatCount(ImageFormat.Png, 4), new FormatCount(ImageFormat.Jpeg, 1)], inspection.Formats);

        // By pixels: 64, 1200, 1200, 2000, 20000.
        Assert.Equal(new ImageSizes(new(8, 8), new(40, 30), new(200, 100), new(40, 30), 2, 4), inspection.Sizes);
        Assert.Empty(inspection.NearDuplicates!);
        Assert.Empty(inspection.Split.Duplicates);
        Assert.Empty(inspection.Unreadable);
    }

    [Fact]
    public void Inspect_FindsIdenticalFiles_AndThoseWithDifferentLabels()
    {
        Plant("train/cat/a.png", Landscape(1));
        Plant("train/cat/b.png", Landscape(2));
        Plant("train/dog/c.png", Landscape(1)); // one of the two labels is wrong
        Plant("train/dog/d.png", Landscape(3));
        Plant("test/dog/e.png", Landscape(3));
        Plant("test/cat/f.png", Landscape(4));

        var duplicates = Inspect().Split.Duplicates;

        Assert.Equal(
            [["test/dog/e.png", "train/dog/d.png"], ["train/cat/a.png", "train/dog/c.png"]],
            duplicates.Select(group => group.Images.Select(image => image.RelativePath)));
        Assert.Equal([(false, true), (true, false)], duplicates.Select(group => (group.HasConflictingLabels, group.CrossesParts)));
    }

    [Fact]
    public void Inspect_FindsTheCopyOfATrainingImage_ThatWasResizedAndCompressedAnew()
    {
        for (var i = 0; i < 30; i++) Plant($"train/{(i % 2 == 0 ? "cat" : "dog")}/{i:D2}.png", Landscape(i, 120, 90));
        Plant("test/cat/copy.jpg", Landscape(14, 120, 90).Resize(ResizeRule.Squash(200, 160)), quality: 60);
        Plant("test/dog/mislabelled.jpg", Landscape(16, 120, 90), quality: 80);
        Plant("test/cat/other.png", Landscape(100, 120, 90));
        Plant("test/dog/another.png", Landscape(101, 120, 90));

        var pairs = Inspect().NearDuplicates!;

        Assert.Equal(
            [("test/cat/copy.jpg", "train/cat/14.png", true, false), ("test/dog/mislabelled.jpg", "train/cat/16.png", true, true)],
            pairs.Select(pair => (pair.Image.RelativePath, pair.Other.RelativePath, pair.CrossesParts, pair.HasConflictingLabels)));
        Assert.All(pairs, pair => Assert.InRange(pair.Distance, 0, 4));
    }

    [Fact]
    public void Inspect_NearDuplicatesOfOnePart_AreNamedOnlyWhereLabelsDiffer_EachPairOnce()
    {
        Plant("train/cat/a.png", Landscape(1));
        Plant("train/cat/a-again.jpg", Landscape(1), quality: 90);
        Plant("train/dog/b.png", Landscape(2));
        Plant("train/cat/b-again.jpg", Landscape(2), quality: 90);
        Plant("test/cat/c.png", Landscape(3));
        Plant("test/dog/d.png", Landscape(4));

        var pair = Assert.Single(Inspect().NearDuplicates!);

        Assert.Equal(
            ("train/cat/b-again.jpg", "train/dog/b.png", false), (pair.Image.RelativePath, pair.Other.RelativePath, pair.CrossesParts));
    }

    [Fact]
    public void Inspect_PlainPictures_AreNoNearDuplicatesOfEachOther()
    {
        byte[] Plain(byte level) => ImageEncoder.EncodePng(new RgbImage(20, 20, [.. Enumerable.Repeat(level, 1200)]));
        _folder.Write("train/cat/white.png", Plain(255));
        _folder.Write("test/dog/black.png", Plain(0));
        Plant("train/dog/a.png", Landscape(1));
        Plant("test/cat/b.png", Landscape(2));

        var inspection = Inspect();

        Assert.Equal(2, inspection.PlainImages);
        Assert.Empty(inspection.NearDuplicates!);
    }

    [Fact]
    public void Inspect_UnreadableFiles_AreNamedWithTheirReason_AndTakeNoPartInTheFigures()
    {
        Plant("cat/a.png", Landscape(1));
        Plant("dog/b.png", Landscape(2));
        _folder.Write("cat/text.jpg", "no image");
        _folder.Write("cat/empty.png", "");
        _folder.Write("dog/short.jpg", ImageEncoder.EncodeJpeg(Landscape(3, 200, 200))[..1500]);

        var inspection = Inspect();

        Assert.Equal(
            [("cat/empty.png", ImageFault.Empty), ("cat/text.jpg", ImageFault.NotAnImage), ("dog/short.jpg", ImageFault.Truncated)],
            inspection.Unreadable.Select(bad => (bad.Image.RelativePath, bad.Fault)));
        Assert.All(inspection.Unreadable, bad => Assert.DoesNotContain(_folder.Path, bad.Reason, StringComparison.Ordinal));
        Assert.Equal(2, inspection.Sizes!.MostFrequentCount);
        Assert.Equal(5, inspection.Split.Counts.Sum(count => count.Total));
    }

    [Fact]
    public void Inspect_NothingReadable_HasNoSizes()
    {
        _folder.Write("cat/a.jpg", "text");
        _folder.Write("dog/b.jpg", "text too");
        var inspection = Inspect();
        Assert.Null(inspection.Sizes);
        Assert.Empty(inspection.Formats);
        Assert.Equal(2, inspection.Unreadable.Count);
    }

    [Fact]
    public void Inspect_WithoutADistance_LooksForNoNearDuplicates()
    {
        Plant("cat/a.png", Landscape(1));
        Plant("dog/a-again.jpg", Landscape(1));
        Assert.Null(DatasetInspector.Inspect(Read(), new InspectionOptions { NearDuplicateDistance = null }).NearDuplicates);
    }

    [Fact]
    public void Inspect_PublishedSet_NamesItsImagesByPartAndNumber()
    {
        PixelSet Set(params int[] pictures) => new(
            [.. pictures.SelectMany(picture => Grey(Landscape(picture, 16, 16)))],
            [.. pictures.Select(picture => (byte)(picture % 2))],
            16, 16, 1, ["even", "odd"]);
        var inspection = DatasetInspector.Inspect(Set(0, 1, 2, 3, 4, 5), Set(6, 3));

        var group = Assert.Single(inspection.Split.Duplicates);
        Assert.Equal(["test/000001", "train/000003"], group.Images.Select(image => image.RelativePath));
        Assert.True(group is { CrossesParts: true, HasConflictingLabels: false });
        Assert.Equal([new ClassCount("even", 4, 3, 0, 1), new ClassCount("odd", 4, 3, 0, 1)], inspection.Split.Counts);
        Assert.Empty(inspection.Formats);
        Assert.Equal(new ImageSize(16, 16), inspection.Sizes!.Median);
    }

    [Fact]
    public void Inspect_WrongOptions_AreAllNamed()
    {
        Plant("cat/a.png", Landscape(1));
        Plant("dog/b.png", Landscape(2));
        var options = new InspectionOptions
        {
            NearDuplicateDistance = 16,
            DegreeOfParallelism = 0,
            Split = new SplitOptions { TestFraction = 1 },
        };
        var faults = SampleFiles.FaultsOf(() => DatasetInspector.Inspect(Read(), options));
        SampleFiles.AssertFault(faults, DatasetFaultKind.Option, "near-duplicate distance 16");
        SampleFiles.AssertFault(faults, DatasetFaultKind.Option, "degree of parallelism 0");
        SampleFiles.AssertFault(faults, DatasetFaultKind.Option, "test fraction 1");
    }

    [SkippableFact]
    public void Inspect_RealPhotographs_FindsTheirSmallerCopies_AndNoOthers()
    {
        var photographs = Directory.GetFiles(SharedMaterial.Require("data", "cats-vs-dogs"), "*.jpg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Take(120).ToArray();
        for (var i = 0; i < photographs.Length; i++)
        {
            File.Copy(photographs[i], _folder.File("train", $"class{i % 2}", $"{i:D3}.jpg"));
            if (i % 10 != 0) continue;
            var copy = ImageDecoder.DecodeFile(photographs[i]);
            var smaller = copy.Resize(ResizeRule.Squash(copy.Width * 3 / 4, copy.Height * 3 / 4));
            File.WriteAllBytes(_folder.File("test", $"class{i % 20 / 10}", $"{i:D3}.jpg"), ImageEncoder.EncodeJpeg(smaller, 70));
        }

        var pairs = Inspect().NearDuplicates!.Where(pair => pair.CrossesParts).ToArray();

        Assert.Equal(12, pairs.Length);
        Assert.All(pairs, pair => Assert.Equal(Path.GetFileName(pair.Image.RelativePath), Path.GetFileName(pair.Other.RelativePath)));
    }

    public void Dispose() => _folder.Dispose();

    private ImageDataset Read() => ImageDatasetReader.Read(_folder.Path, new DatasetOptions { Use = DatasetUse.Evaluation });

    private DatasetInspection Inspect() => DatasetInspector.Inspect(Read());

    private void Plant(string path, RgbImage image, int? quality = null)
    {
        var jpeg = path.EndsWith(".jpg", StringComparison.Ordinal);
        File.WriteAllBytes(
            _folder.File(path.Split('/')), jpeg ? ImageEncoder.EncodeJpeg(image, quality ?? 90) : ImageEncoder.EncodePng(image));
    }

    private static IEnumerable<byte> Grey(RgbImage image) => image.Pixels.Where((_, i) => i % 3 == 0);

    /// <summary>Four waves of random direction and phase: as smooth as a photograph, another one for each seed.</summary>
    private static RgbImage Landscape(int seed, int width = 64, int height = 48)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 4).Select(
            _ => (X: random.Next(-4, 5), Y: random.Next(-4, 5), Phase: random.NextDouble() * 6.28)).ToArray();
        var pixels = new byte[3 * width * height];
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = ((double)(i % width) / width, (double)(i / width) / height);
            var level = waves.Sum(wave => Math.Cos((3.14 * ((wave.X * x) + (wave.Y * y))) + wave.Phase));
            pixels.AsSpan(3 * i, 3).Fill((byte)(128 + (30 * level)));
        }

        return new RgbImage(width, height, pixels);
    }
}
