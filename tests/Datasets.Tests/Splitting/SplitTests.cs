using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Splitting;

public class SplitTests
{
    /// <summary>split_oracle.py states the rule a second time; its paths serve as contents.</summary>
    [Fact]
    public void Split_IsTheOneOfTheIndependentScript_WhateverTheOrderOfTheInput()
    {
        var expected = File.ReadAllLines(Repository.PathOf("tests", "Datasets.Tests", "Splitting", "split_oracle.txt"));
        var paths = expected.Select(line => line.Split(' ')[0]).ToArray();
        new Random(3).Shuffle(paths);
        var dataset = Dataset(paths.Select(path => (path, path.Split('/')[0], (SplitName?)null, (string?)null)));

        var split = DatasetSplitter.Split(dataset, new() { Seed = 7 }, ContentsOf(dataset, image => image.RelativePath));

        Assert.Equal(expected, dataset.Images.Select((image, i) => $"{image.RelativePath} {split.Parts[i]}"));
        Assert.Equal(split.Test.Select(image => image.RelativePath).Order(StringComparer.Ordinal), split.Test.Select(image => image.RelativePath));
        Assert.Equal(dataset.Images.Count, split.Train.Count + split.Validation.Count + split.Test.Count);
    }

    /// <summary>With the defaults of 0.2 and 0.1: round(0.2 n) and round(0.1 n), halves up, at least one, test before validation.</summary>
    [Theory]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(7, 1, 1)] // 1.4, 0.7
    [InlineData(10, 2, 1)]
    [InlineData(24, 5, 2)] // 4.8, 2.4
    [InlineData(25, 5, 3)] // 5.0, 2.5
    [InlineData(1000, 200, 100)]
    public void EachClass_GivesExactlyItsShare(int size, int test, int validation)
    {
        var counts = DatasetSplitter.Split(Flat([size, size, 40])).Counts;

        Assert.Equal(new ClassCount("0", size, size - test - validation, validation, test), counts[0]);
        Assert.Equal(counts[0] with { Label = "1" }, counts[1]);
        Assert.Equal(new ClassCount("2", 40, 28, 4, 8), counts[2]);
    }

    [Fact]
    public void RandomSizesFractionsAndDuplicates_KeepEveryPromise()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var sizes = Enumerable.Range(0, random.Next(2, 8)).Select(_ => random.Next(1, 60)).ToArray();
            var dataset = Flat(sizes);
            var distinct = random.Next(2) == 0 ? int.MaxValue : random.Next(1, 40); // the fewer contents the more duplicates, also between classes
            var contents = ContentsOf(dataset, image => distinct == int.MaxValue ? image.RelativePath : $"{random.Next(distinct)}");
            var options = new SplitOptions { Seed = seed, TestFraction = random.Next(0, 6) * 0.1, ValidationFraction = random.Next(0, 5) * 0.1 };

            var split = DatasetSplitter.Split(dataset, options, contents);

            var context = $"seed {seed}";
            foreach (var same in dataset.Images.Index().GroupBy(entry => contents[entry.Index]))
                Assert.True(same.Select(entry => split.Parts[entry.Index]).Distinct().Count() == 1, context);
            Assert.Equal(dataset.Images, split.Train.Concat(split.Validation).Concat(split.Test).OrderBy(i => i.RelativePath, StringComparer.Ordinal));
            foreach (var count in split.Counts)
            {
                Assert.True(count.Train > 0, context);
                Assert.True((options.TestFraction > 0 || count.Test == 0) && (options.ValidationFraction > 0 || count.Validation == 0), context);
                if (distinct < int.MaxValue)
                    continue;

                var wantedParts = (options.TestFraction > 0 ? 1 : 0) + (options.ValidationFraction > 0 ? 1 : 0);
                if (count.Total > wantedParts)
                {
                    Assert.True((count.Test > 0 || options.TestFraction == 0) && (count.Validation > 0 || options.ValidationFraction == 0), context);
                    AssertShare(count.Test, options.TestFraction * count.Total, count, context);
                    AssertShare(count.Validation, options.ValidationFraction * count.Total, count, context);
                }
            }
        }

        // Exact but where "at least one" moves an image.
        static void AssertShare(int actual, double ideal, ClassCount count, string context) =>
            Assert.True(Math.Abs(actual - ideal) <= (count.Train == 1 || actual == 1 ? 1 : 0.5000001), $"{context}: {count} instead of {ideal}");
    }

    [Fact]
    public void OneImageMore_MovesAtMostThreeOthersOfItsClass_AndNoneElsewhere()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var size = 3 + new Random(seed).Next(200);
            var before = PartsByPath(Flat([size, 50]), seed);
            var after = PartsByPath(Flat([size + 1, 50]), seed);

            var moved = before.Where(entry => after[entry.Key] != entry.Value).Select(entry => entry.Key).ToList();
            Assert.True(moved.Count <= 3 && moved.TrueForAll(path => path.StartsWith("0/", StringComparison.Ordinal)), $"seed {seed}: {string.Join(", ", moved)}");
        }

        static Dictionary<string, SplitName> PartsByPath(ImageDataset dataset, int seed)
        {
            var split = DatasetSplitter.Split(dataset, new() { Seed = seed });
            return dataset.Images.Index().ToDictionary(entry => entry.Item.RelativePath, entry => split.Parts[entry.Index]);
        }
    }

    [Fact]
    public void Seed_ChoosesTheImages_RenamingDoesNot_WhenTheContentIsKnown()
    {
        var dataset = Flat([200, 200]);
        var renamed = Dataset(dataset.Images.Select(image => (image.Label + "/renamed " + image.RelativePath[2..], image.Label, (SplitName?)null, (string?)null)));
        var contents = ContentsOf(dataset, image => image.RelativePath);

        var split = DatasetSplitter.Split(dataset, new() { Seed = 1 }, contents);

        Assert.Equal(split.Parts, DatasetSplitter.Split(renamed, new() { Seed = 1 }, contents).Parts);
        // Two independent choices of 20 % share 4 % of the images: 16 of 400.
        Assert.InRange(split.Test.Intersect(DatasetSplitter.Split(dataset, new() { Seed = 2 }, contents).Test).Count(), 4, 32);
    }

    [Fact]
    public void IdenticalImages_StayTogether_AndAreReported_WithConflictingLabels()
    {
        var dataset = Flat([30, 30]);
        var contents = ContentsOf(dataset, image => image.RelativePath is "0/003" or "0/007" or "0/021" ? "twice in a class" : image.RelativePath is "0/004" or "1/004" ? "two labels" : image.RelativePath);

        for (var seed = 0; seed < 50; seed++)
        {
            var split = DatasetSplitter.Split(dataset, new() { Seed = seed }, contents);

            Assert.Equal(2, split.Duplicates.Count);
            Assert.Equal(["0/003", "0/007", "0/021"], split.Duplicates[0].Images.Select(image => image.RelativePath));
            Assert.Equal((false, false), (split.Duplicates[0].HasConflictingLabels, split.Duplicates[0].CrossesParts));
            Assert.Equal(["0/004", "1/004"], split.Duplicates[1].Images.Select(image => image.RelativePath));
            Assert.Equal((true, false), (split.Duplicates[1].HasConflictingLabels, split.Duplicates[1].CrossesParts));
            Assert.All(split.Counts, count => Assert.Equal((21, 3, 6), (count.Train, count.Validation, count.Test)));
        }
    }

    [Fact]
    public void UnreadableImages_AreNotTakenForDuplicates()
    {
        var dataset = Flat([10, 10]);

        var split = DatasetSplitter.Split(dataset, contents: new ContentHash[20]);

        Assert.Empty(split.Duplicates);
        Assert.All(split.Counts, count => Assert.Equal((7, 1, 2), (count.Train, count.Validation, count.Test)));
    }

    [Fact]
    public void Groups_StayWhole_CloseToTheFractions_InAllClasses()
    {
        // 60 surfaces of 3 to 9 patches, each with patches of both classes, as in photographs of concrete.
        var random = new Random(5);
        var images = Enumerable.Range(0, 60).SelectMany(surface => Enumerable.Range(0, random.Next(3, 10)).Select(patch =>
            ($"{surface:D2}-{patch}", random.Next(3) == 0 ? "cracked" : "sound", (SplitName?)null, (string?)$"surface {surface}"))).ToList();
        var dataset = Dataset(images);

        for (var seed = 0; seed < 50; seed++)
        {
            var split = DatasetSplitter.Split(dataset, new() { Seed = seed });

            Assert.All(dataset.Images.Index().GroupBy(entry => entry.Item.Group), group => Assert.Single(group.Select(entry => split.Parts[entry.Index]).Distinct()));
            Assert.Empty(split.CrossingGroups);
            foreach (var part in new[] { SplitName.Test, SplitName.Validation })
            {
                var surfaces = dataset.Images.Index().GroupBy(entry => entry.Item.Group).Select(group => (
                    Part: split.Parts[group.First().Index],
                    Cracked: group.Count(entry => entry.Item.Label == "cracked"),
                    Sound: group.Count(entry => entry.Item.Label == "sound"))).ToList();
                var (cracked, sound) = (Missing(0), Missing(1));

                // No overshoot beyond one surface, and no further surface would bring the counts closer.
                Assert.InRange(cracked, -9, 9);
                Assert.InRange(sound, -9, 9);
                Assert.All(surfaces.Where(s => s.Part == SplitName.Train), s =>
                    Assert.True(Math.Abs(cracked - s.Cracked) + Math.Abs(sound - s.Sound) >= Math.Abs(cracked) + Math.Abs(sound)));

                int Missing(int c)
                {
                    var count = split.Counts[c];
                    return part == SplitName.Test ? Share(0.2) - count.Test : Share(0.1) - count.Validation;

                    int Share(double fraction) => (int)Math.Round(fraction * count.Total, MidpointRounding.AwayFromZero);
                }
            }
        }
    }

    [Fact]
    public void FewLargeGroups_StillGiveEveryPartOne()
    {
        // Three groups per class, of 1, 1 and 10 images: the parts can only be 10, 1 and 1.
        var dataset = Dataset(from label in new[] { "a", "b" }
                              from i in Enumerable.Range(0, 12)
                              select ($"{label}/{i:D2}", label, (SplitName?)null, (string?)$"{label}{(i < 2 ? i : 2)}"));

        for (var seed = 0; seed < 20; seed++)
            Assert.All(DatasetSplitter.Split(dataset, new() { Seed = seed }).Counts, count => Assert.Equal((10, 1, 1), (count.Train, count.Validation, count.Test)));
    }

    [Fact]
    public void ReadyMadeParts_StayAsTheyAre_AndLeaksAreReported()
    {
        var dataset = Dataset(from i in Enumerable.Range(0, 100)
                              select ($"{i:D2}", $"{i % 2}", (SplitName?)(i < 80 ? SplitName.Train : SplitName.Test), i is 5 or 95 or 6 ? "same house" : null));
        var contents = ContentsOf(dataset, image => image.RelativePath is "10" or "90" ? "leak" : image.RelativePath);

        var split = DatasetSplitter.Split(dataset, contents: contents);

        // 40 training images per class, a tenth of them for validation; the 10 test images stay.
        Assert.All(split.Counts, count => Assert.Equal((36, 4, 10), (count.Train, count.Validation, count.Test)));
        Assert.Equal(dataset.Images.Where(image => image.Split == SplitName.Test), split.Test);
        var leak = Assert.Single(split.Duplicates);
        Assert.True(leak.CrossesParts);
        Assert.Equal(["10", "90"], leak.Images.Select(image => image.RelativePath));
        Assert.Equal(["same house"], split.CrossingGroups);
        Assert.Empty(DatasetSplitter.Split(dataset, new() { ValidationFraction = 0 }).Validation);
    }

    [Fact]
    public void BadFractions_AreReportedTogether()
    {
        var dataset = Flat([5, 5]);

        var faults = FaultsOf(() => DatasetSplitter.Split(dataset, new() { TestFraction = -0.1, ValidationFraction = double.NaN }));
        AssertFault(faults, DatasetFaultKind.Option, "test fraction -0.1", "at least 0 and below 1");
        AssertFault(faults, DatasetFaultKind.Option, "validation fraction NaN");
        AssertFault(FaultsOf(() => DatasetSplitter.Split(dataset, new() { TestFraction = 0.5, ValidationFraction = 0.5 })), DatasetFaultKind.Option, "leave nothing to train on");
        Assert.Throws<ArgumentException>(() => DatasetSplitter.Split(dataset, contents: new ContentHash[9]));
    }

    [Fact]
    public void HundredThousandImages_InAThousandClasses_AreSplitExactly()
    {
        var dataset = Flat([.. Enumerable.Repeat(100, 1000)]);

        var split = DatasetSplitter.Split(dataset, contents: ContentsOf(dataset, image => image.RelativePath));

        Assert.All(split.Counts, count => Assert.Equal((70, 10, 20), (count.Train, count.Validation, count.Test)));
    }

    /// <summary>Class "0" with sizes[0] images "0/000", "0/001", …, and so on.</summary>
    private static ImageDataset Flat(int[] sizes) =>
        Dataset(sizes.SelectMany((size, c) => Enumerable.Range(0, size).Select(i => ($"{c}/{i:D3}", $"{c}", (SplitName?)null, (string?)null))));

    private static ContentHash[] ContentsOf(ImageDataset dataset, Func<LabeledImage, string> content) =>
        [.. dataset.Images.Select(image => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content(image))))];
}
