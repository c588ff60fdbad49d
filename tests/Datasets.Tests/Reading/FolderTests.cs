using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Reading;

public class FolderTests
{
    [Fact]
    public void TopFolder_IsTheClass_AtAnyDepth_SortedOrdinally()
    {
        using var folder = new TemporaryFolder();
        folder.Images("dog/b.jpg", "dog/2021/may/a.PNG", "Dog/x.jpeg", "cat/z.JpG", "cat/y.webp");
        folder.Image("Dog/y.jpg");

        var dataset = ImageDatasetReader.Read(folder.Path);

        Assert.Equal(["Dog", "cat", "dog"], dataset.Classes); // capitals come first in ordinal order
        Assert.Equal(["Dog/x.jpeg", "Dog/y.jpg", "cat/y.webp", "cat/z.JpG", "dog/2021/may/a.PNG", "dog/b.jpg"], dataset.Images.Select(i => i.RelativePath));
        Assert.Equal(["Dog", "Dog", "cat", "cat", "dog", "dog"], dataset.Images.Select(i => i.Label));
        Assert.Equal([0, 0, 1, 1, 2, 2], dataset.Images.Select(dataset.ClassOf));
        Assert.Equal([new("Dog", 2, 0, 0, 0), new("cat", 2, 0, 0, 0), new("dog", 2, 0, 0, 0)], dataset.Counts);
        Assert.All(dataset.Images, image => Assert.True(File.Exists(image.Path)));
        Assert.False(dataset.HasSplits);
        Assert.Empty(dataset.Ignored);
    }

    [Fact]
    public void Names_InAnyLanguageAndWithAnyCharacters_Survive()
    {
        using var folder = new TemporaryFolder();
        string[] classes = ["Straße", "犬", "it's a \"cat\"", "a, b; c", "100%", "трактор", "😀", " leading space"];
        string[] files = ["мой кот (1).jpg", "a,b.jpg", "new\nline.jpg", "quote\".jpg", "back\\slash.jpg", "ü.jpg", "#1 .jpg"];
        if (OperatingSystem.IsWindows())
        {
            classes = [.. classes.Where(name => !name.Contains('"'))];
            files = [.. files.Where(name => name.IndexOfAny(['\n', '"', '\\']) < 0)];
        }

        folder.Images([.. classes.SelectMany(_ => files, (c, f) => $"{c}/{f}")]);

        var dataset = ImageDatasetReader.ReadFolder(folder.Path);

        Assert.Equal(classes.Order(StringComparer.Ordinal), dataset.Classes);
        Assert.Equal(classes.Length * files.Length, dataset.Images.Count);
        Assert.All(dataset.Images, image => Assert.True(File.Exists(image.Path), image.RelativePath));
    }

    [Fact]
    public void ExtensionOrContent_MakesACandidate_AndTheRestIsListed()
    {
        using var folder = new TemporaryFolder();
        folder.Images("cat/good.jpg", "cat/photo.txt", "cat/no-extension", "dog/good.jpg", "dog/good2.jpg");
        folder.Write("cat/text.jpg", "not an image");
        folder.Write("cat/empty.jpg", "");
        folder.Write("dog/notes.txt", "notes");
        folder.Write("dog/empty.txt", "");
        folder.Write("dog/boxes.xml", "<?xml version=\"1.0\"?><annotation/>");
        folder.File("dog/.hidden.jpg");
        folder.Image("dog/.hidden.jpg");
        folder.Image(".git/objects/a.jpg");
        folder.Image("beside.jpg");
        folder.Write("README.md", "#");
        foreach (var bookkeeping in new[] { "dog/Thumbs.db", "dog/.DS_Store", "cat/Desktop.ini", ".DS_Store" })
            folder.Write(bookkeeping, "x");
        folder.File("empty class", "deeper", "x");
        folder.Write("notes/a.txt", "x");

        var dataset = ImageDatasetReader.ReadFolder(folder.Path);

        Assert.Equal(["cat/empty.jpg", "cat/good.jpg", "cat/no-extension", "cat/photo.txt", "cat/text.jpg", "dog/good.jpg", "dog/good2.jpg"], dataset.Images.Select(i => i.RelativePath));
        Assert.Equal(
            [
                new(".git/", "hidden"),
                new("README.md", "neither an image's extension nor its content"),
                new("beside.jpg", "lies in no class folder, so it has no label"),
                new("dog/.hidden.jpg", "hidden"),
                new("dog/boxes.xml", "neither an image's extension nor its content"),
                new("dog/empty.txt", "neither an image's extension nor its content"),
                new("dog/notes.txt", "neither an image's extension nor its content"),
                new("empty class/", "a folder without images"),
                new("notes/", "a folder without images"),
            ],
            dataset.Ignored);
    }

    [Fact]
    public void FolderNamedLikeAnImage_IsAFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Images("x.jpg/1.jpg", "x.jpg/2.jpg", "y.png/deep.gif/1.jpg", "y.png/2.jpg");

        Assert.Equal(["x.jpg", "y.png"], ImageDatasetReader.ReadFolder(folder.Path).Classes);
    }

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Training", "VALID", "testing")]
    [InlineData("TRAIN", "Validation", "Test")]
    public void SplitFolders_InAnyCase_GiveTheParts(string train, string validation, string test)
    {
        using var folder = new TemporaryFolder();
        folder.Images($"{train}/cat/1.jpg", $"{train}/cat/deep/2.jpg", $"{train}/dog/1.jpg", $"{validation}/cat/1.jpg", $"{test}/dog/1.jpg", $"{test}/stray.jpg");
        folder.Write("LICENSE.txt", "x");
        folder.Write("docs/readme.txt", "x");

        var dataset = ImageDatasetReader.ReadFolder(folder.Path);

        Assert.True(dataset.HasSplits);
        Assert.Equal([new("cat", 3, 2, 1, 0), new("dog", 2, 1, 0, 1)], dataset.Counts);
        Assert.Contains(dataset.Ignored, file => file.RelativePath == $"{test}/stray.jpg");
    }

    [Fact]
    public void SplitNames_AreClasses_WithoutClassFoldersBelow_OrWhenSaidSo()
    {
        using var flat = new TemporaryFolder();
        flat.Images("test/1.jpg", "test/2.jpg", "valid/1.jpg", "valid/2.jpg");
        using var deep = new TemporaryFolder();
        deep.Images("test/a/1.jpg", "test/a/2.jpg", "train/b/1.jpg", "train/b/2.jpg");

        Assert.Equal(["test", "valid"], ImageDatasetReader.ReadFolder(flat.Path).Classes);
        Assert.Equal(["test", "train"], ImageDatasetReader.ReadFolder(deep.Path, new() { Layout = FolderLayout.Classes }).Classes);
    }

    [Fact]
    public void SplitFoldersBesideOthers_AreAFault_NotThreeClasses()
    {
        using var folder = new TemporaryFolder();
        folder.Images("train/a/1.jpg", "train/b/1.jpg", "test/a/1.jpg", "extra/a/1.jpg", "extra/a/2.jpg");

        AssertFault(FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path)), DatasetFaultKind.AmbiguousLayout, "test, train", "extra");
    }

    [Fact]
    public void SplitFolders_WithAClassThatTrainLacks_AreAFault_NamingTheLookalike()
    {
        using var folder = new TemporaryFolder();
        folder.Images("train/Cat/1.jpg", "train/dog/1.jpg", "val/bird/1.jpg", "test/cat/1.jpg", "test/dog/1.jpg");

        var faults = FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path));

        AssertFault(faults, DatasetFaultKind.ClassNotInTrain, "class 'cat':", "the test part", "'Cat'");
        AssertFault(faults, DatasetFaultKind.ClassNotInTrain, "class 'bird'", "the validation part");
        Assert.Equal(2, faults.Length);
        Assert.Equal(4, ImageDatasetReader.ReadFolder(folder.Path, new() { Use = DatasetUse.Evaluation }).Classes.Count);
    }

    [Fact]
    public void OneClassOnly_OrClassesOfOne_AreFaultsForTraining_NotForEvaluation()
    {
        using var one = new TemporaryFolder();
        one.Images("cat/1.jpg");
        using var small = new TemporaryFolder();
        small.Images("cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "emu/1.jpg");

        var faults = FaultsOf(() => ImageDatasetReader.ReadFolder(one.Path));
        AssertFault(faults, DatasetFaultKind.TooFewClasses, "'cat'");
        AssertFault(faults, DatasetFaultKind.TooFewImages, "'cat'", "cat/1.jpg");
        faults = FaultsOf(() => ImageDatasetReader.ReadFolder(small.Path));
        AssertFault(faults, DatasetFaultKind.TooFewImages, "'dog'", "Add at least one more image or remove the class");
        AssertFault(faults, DatasetFaultKind.TooFewImages, "'emu'");
        Assert.Single(ImageDatasetReader.ReadFolder(one.Path, new() { Use = DatasetUse.Evaluation }).Images);
    }

    [Fact]
    public void NothingToRead_IsSaidAsItIs()
    {
        using var folder = new TemporaryFolder();
        AssertFault(FaultsOf(() => ImageDatasetReader.Read(folder.Path)), DatasetFaultKind.NoImages, "empty");
        AssertFault(FaultsOf(() => ImageDatasetReader.Read(folder.Path + "x")), DatasetFaultKind.NotFound, folder.Path + "x");

        folder.Write("only/text.txt", "x");
        AssertFault(FaultsOf(() => ImageDatasetReader.Read(folder.Path)), DatasetFaultKind.NoImages, "only/");

        folder.Images("1.jpg", "2.jpg");
        AssertFault(FaultsOf(() => ImageDatasetReader.Read(folder.Path)), DatasetFaultKind.TooFewClasses, "2 images", "label pattern");
    }

    [Fact]
    public void AThousandClasses_AreReadAndCounted()
    {
        using var folder = new TemporaryFolder();
        folder.Images([.. Enumerable.Range(0, 1000).Select(c => $"class {c}/a.jpg")]);

        var dataset = ImageDatasetReader.ReadFolder(folder.Path, new() { Use = DatasetUse.Evaluation });

        Assert.Equal(1000, dataset.Classes.Count);
        Assert.All(dataset.Counts, count => Assert.Equal(1, count.Total));
        Assert.Equal("class 10", dataset.Classes[dataset.ClassOf(dataset.Images.Single(i => i.RelativePath == "class 10/a.jpg"))]);
    }

    [SkippableFact]
    public void RealFolders_AreReadAsTheirReadmeSays()
    {
        var flowers = ImageDatasetReader.Read(SharedMaterial.Require("data", "mlnet-flowers-200"));
        var insects = ImageDatasetReader.Read(SharedMaterial.Require("data", "hymenoptera-256"));

        Assert.Equal(5, flowers.Classes.Count);
        Assert.All(flowers.Counts, count => Assert.Equal(40, count.Total));
        Assert.Equal(["ants", "bees"], insects.Classes);
        Assert.Equal(244, insects.Counts.Sum(count => count.Train));
        Assert.Equal(153, insects.Counts.Sum(count => count.Validation));
    }
}
