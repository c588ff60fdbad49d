using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Reading;

public class PatternTests
{
    private static readonly DatasetOptions Pets = new() { LabelPattern = @"^(.+)_\d+\.jpg$" };

    [Fact]
    public void Labels_ComeFromFileNames_AndTheRestIsListed()
    {
        using var folder = new TemporaryFolder();
        folder.Images("great_pyrenees_1.jpg", "great_pyrenees_12.jpg", "images/Bengal_1.jpg", "images/Bengal_22.jpg", "cover.jpg");

        var dataset = ImageDatasetReader.ReadFolder(folder.Path, Pets);

        Assert.Equal(["Bengal", "great_pyrenees"], dataset.Classes);
        Assert.Equal(4, dataset.Images.Count);
        Assert.Equal([new("cover.jpg", "not matched by the label pattern")], dataset.Ignored);
    }

    [Fact]
    public void NamedGroup_OnThePath_WinsOverNumberedGroups_AndSplitFoldersStillGiveParts()
    {
        using var folder = new TemporaryFolder();
        folder.Images("train/site1/a-cat.jpg", "train/site1/b-dog.jpg", "test/site2/c-cat.jpg");

        var dataset = ImageDatasetReader.ReadFolder(folder.Path, new()
        {
            LabelPattern = @"(\w)-(?<label>\w+)\.",
            GroupPattern = "/(site[0-9]+)/",
            PatternTarget = PatternTarget.RelativePath,
        });

        Assert.Equal([new("cat", 2, 1, 0, 1), new("dog", 1, 1, 0, 0)], dataset.Counts);
        Assert.Equal(["site2", "site1", "site1"], dataset.Images.Select(i => i.Group));
    }

    [Theory]
    [InlineData("^(.+_", "is no regular expression")]
    [InlineData("cat", "0 groups")]
    [InlineData("(a)(b)", "2 groups")]
    [InlineData("^nothing(.)", "matches none of the images, for example not 'a_1.jpg'")]
    [InlineData("^(a|b|ab)*$(x)?(?<label>y)", "matches none")]
    public void BadLabelPattern_IsAFaultThatSaysWhy(string pattern, string why)
    {
        using var folder = new TemporaryFolder();
        folder.Images("a_1.jpg", "a_2.jpg", "b_1.jpg", "b_2.jpg");

        AssertFault(FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path, new() { LabelPattern = pattern })), DatasetFaultKind.Pattern, pattern, why);
    }

    [Fact]
    public void RunawayPattern_IsStopped_Once()
    {
        using var folder = new TemporaryFolder();
        folder.Images([.. Enumerable.Range(0, 50).Select(i => new string('a', 40) + $"{i}.jpg")]);

        var faults = FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path, new() { LabelPattern = @"^((?:\w+\s?)*)$" }));

        AssertFault([Assert.Single(faults)], DatasetFaultKind.Pattern, "took longer than 1 s");
    }

    [Fact]
    public void GroupPattern_ThatMatchesNothing_IsAFault()
    {
        using var folder = new TemporaryFolder();
        folder.Images("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg");

        AssertFault(FaultsOf(() => ImageDatasetReader.ReadFolder(folder.Path, new() { GroupPattern = "^(x)" })), DatasetFaultKind.Pattern, "group pattern '^(x)'");
    }

    [SkippableFact]
    public void RealPets_HaveTheBreedsOfTheirFolders()
    {
        var folder = SharedMaterial.Require("data", "oxford-pets-370");

        var byName = ImageDatasetReader.ReadFolder(folder, Pets);
        var byFolder = ImageDatasetReader.ReadFolder(folder);

        Assert.Equal(37, byName.Classes.Count);
        Assert.Equal(byFolder.Images, byName.Images);
    }
}
