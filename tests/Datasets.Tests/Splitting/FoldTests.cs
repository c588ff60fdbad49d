using System.Globalization;
using System.Text;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Splitting;

public class FoldTests
{
    /// <summary>Of 7, 11 and 20 images 1, 2 and 4 are to test with: a third of 6, 9 and 16 in each fold.</summary>
    [Fact]
    public void SingleImages_AreSharedOutByClass_AndTestImagesAreInNoFold()
    {
        var dataset = Images([7, 11, 20]);
        var split = DatasetSplitter.Split(dataset, new() { ValidationFraction = 0, Seed = 5 });
        var folds = DatasetFolds.Of(split, 3);
        Assert.Equal(split.Parts.Select(part => part == SplitName.Train), folds.Numbers.Select(number => number is not null));
        int[] counts = [.. from c in new[] { "0", "1", "2" } from fold in Enumerable.Range(0, 3) select CountOf(folds, c, fold)];
        Assert.Equal([2, 2, 2, 3, 3, 3], counts[..6]);
        Assert.Equal([5, 5, 6], counts[6..].Order());
        Assert.Equal(folds.Numbers, DatasetFolds.Of(split, 3).Numbers);
        var other = DatasetSplitter.Split(dataset, new() { ValidationFraction = 0, Seed = 6 });
        Assert.NotEqual(folds.Numbers, DatasetFolds.Of(other, 3).Numbers);
    }

    [Fact]
    public void GroupsAndIdenticalImages_StayTogether_AndFoldsStayEven()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            string? Group() => random.Next(3) == 0 ? $"g{random.Next(25)}" : null; // of 4 images
            var dataset = Dataset(Enumerable.Range(0, 300).Select(i =>
                (i.ToString("D3", CultureInfo.InvariantCulture), $"{random.Next(3)}", (SplitName?)null, Group())));
            byte[] Content() => Encoding.UTF8.GetBytes($"{random.Next(3000)}"); // chains of groups stay shorter than a fold
            ContentHash[] contents = [.. dataset.Images.Select(_ => ContentHash.Of(Content()))];
            var folds = DatasetFolds.Of(DatasetSplitter.Split(dataset, new() { Seed = seed }, contents), 4, contents);
            var placed = dataset.Images.Index().Where(entry => folds.Numbers[entry.Index] is not null).ToList();
            Assert.All(placed.GroupBy(entry => contents[entry.Index]), SameFold);
            Assert.All(placed.Where(entry => entry.Item.Group is not null).GroupBy(entry => entry.Item.Group), SameFold);
            var sizes = placed.CountBy(entry => folds.Numbers[entry.Index]!.Value).Select(count => count.Value).ToList();
            Assert.True(sizes.Max() - sizes.Min() <= 6, $"seed {seed}: {string.Join(", ", sizes)}"); // of about 52

            void SameFold<TKey>(IGrouping<TKey, (int Index, LabeledImage Item)> same) =>
                Assert.Single(same.Select(entry => folds.Numbers[entry.Index]).Distinct());
        }
    }

    /// <summary>Class 0 has 3 images to train on; class 1 has 8, which are 2 units: one group of 7 and one image.</summary>
    [Fact]
    public void ClassesThatCannotBeInEveryFold_AreNamed()
    {
        var dataset = Dataset([
            .. Enumerable.Range(0, 3).Select(i => ($"0/{i}", "0", (SplitName?)SplitName.Train, (string?)null)),
            .. Enumerable.Range(0, 8).Select(i => ($"1/{i}", "1", (SplitName?)SplitName.Train, i < 7 ? "flock" : null)),
            .. Enumerable.Range(0, 8).Select(i => ($"2/{i}", "2", (SplitName?)SplitName.Train, (string?)null)),
        ]);
        var split = DatasetSplitter.Split(dataset, new() { ValidationFraction = 0, TestFraction = 0 });
        var faults = FaultsOf(() => DatasetFolds.Of(split, 4));
        Assert.Equal(["0", "1"], faults.Select(fault => fault.Subject));
        AssertFault(faults, DatasetFaultKind.TooFewImages, "0", "reach 3 of 4 folds");
        AssertFault(faults, DatasetFaultKind.TooFewImages, "1", "reach 2 of 4 folds");
        Assert.Equal(2, DatasetFolds.Of(split, 2).Count);
    }

    private static ImageDataset Images(int[] sizes) => Dataset(
        from label in sizes.Index()
        from i in Enumerable.Range(0, label.Item)
        select ($"{label.Index}/{i.ToString("D3", CultureInfo.InvariantCulture)}", $"{label.Index}", (SplitName?)null, (string?)null));

    private static int CountOf(DatasetFolds folds, string label, int fold) =>
        folds.Split.Dataset.Images.Index().Count(entry => entry.Item.Label == label && folds.Numbers[entry.Index] == fold);
}
