using MLPipeline.Datasets;

namespace MLPipeline.Training.Tests;

public sealed class FeatureCacheTests : IDisposable
{
    private const int Width = 6;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commit_MakesRowsVisibleToOthers_ByContent()
    {
        using var first = Open();
        Add(first, 1, 2, 3);
        Assert.Null(first.Find(Content(2)));
        first.Commit();

        using var second = Open();
        foreach (var number in (int[])[1, 2, 3])
        {
            Assert.Equal(RowOf(number), ReadRow(first, number));
            Assert.Equal(RowOf(number), ReadRow(second, number));
        }

        Assert.Null(second.Find(Content(4)));
    }

    [Fact]
    public void Keys_AreKeptApart()
    {
        using (var cache = Open("a"))
        {
            Add(cache, 1);
            cache.Commit();
        }

        using var other = Open("b");
        Assert.Null(other.Find(Content(1)));
    }

    [Fact]
    public void RowsOfAnotherWidth_AreNotTaken()
    {
        using (var cache = Open())
        {
            Add(cache, 1);
            cache.Commit();
        }

        using var wider = FeatureCache.Open(_folder.Path, "key", Width + 1);
        Assert.Null(wider.Find(Content(1)));
    }

    [Fact]
    public void DamagedRow_IsMissing_TheOthersAreThere()
    {
        using (var cache = Open())
        {
            Add(cache, 1, 2, 3);
            cache.Commit();
        }

        var file = Assert.Single(Segments());
        var bytes = File.ReadAllBytes(file);
        bytes[FeatureSegmentFormat.HeaderSize + (Width * sizeof(float)) + 5] ^= 4; // a bit of row 1, which holds image 2
        File.WriteAllBytes(file, bytes);

        using var damaged = Open();
        Assert.Null(damaged.Find(Content(2)));
        Assert.Equal(RowOf(1), ReadRow(damaged, 1));
        Assert.Equal(RowOf(3), ReadRow(damaged, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(100)]
    public void FileCutShort_IsIgnored(int length)
    {
        using (var cache = Open())
        {
            Add(cache, 1, 2, 3);
            cache.Commit();
        }

        var file = Assert.Single(Segments());
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        using var cut = Open();
        Assert.Null(cut.Find(Content(1)));
        Add(cut, 1);
        cut.Commit();
        Assert.Equal(RowOf(1), ReadRow(cut, 1));
    }

    [Fact]
    public void UncommittedRows_LeaveNothingBehind()
    {
        using (var cache = Open())
        {
            Add(cache, 1, 2);
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void AbandonedFileOfAKilledProcess_IsRemoved_ButNotOneInUse()
    {
        var folder = Path.Combine(_folder.Path, "key");
        Directory.CreateDirectory(folder);
        var abandoned = Path.Combine(folder, "dead.tmp");
        var living = Path.Combine(folder, "living.tmp");
        File.WriteAllText(abandoned, "x");
        using (var writer = new FileStream(living, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            File.SetLastWriteTimeUtc(abandoned, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.SetLastWriteTimeUtc(living, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            using var cache = Open();
            Assert.False(File.Exists(abandoned));
            Assert.True(File.Exists(living));
        }
    }

    [Fact]
    public void ManySmallFiles_AreMerged_AndNothingIsLost()
    {
        for (var number = 0; number < 20; number++)
        {
            using var cache = Open();
            Add(cache, number);
            cache.Commit();
        }

        Assert.True(Segments().Count() <= 16, $"{Segments().Count()} files");
        using var merged = Open();
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal(RowOf(number), ReadRow(merged, number));
        }
    }

    [Fact]
    public async Task ManyWritersAtOnce_LoseNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() =>
        {
            for (var round = 0; round < 10; round++)
            {
                using var cache = Open();
                Add(cache, (writer * 100) + round, 9999); // one image is written by all of them
                cache.Commit();
            }
        })));

        using var all = Open();
        for (var writer = 0; writer < 8; writer++)
        {
            for (var round = 0; round < 10; round++)
            {
                Assert.Equal(RowOf((writer * 100) + round), ReadRow(all, (writer * 100) + round));
            }
        }

        Assert.Equal(RowOf(9999), ReadRow(all, 9999));
    }

    private FeatureCache Open(string key = "key") => FeatureCache.Open(_folder.Path, key, Width);

    private IEnumerable<string> Segments() => Directory.EnumerateFiles(_folder.Path, "*.features", SearchOption.AllDirectories);

    private static void Add(FeatureCache cache, params int[] numbers) => Array.ForEach(numbers, number => cache.Add(Content(number), RowOf(number)));

    private static float[]? ReadRow(FeatureCache cache, int number) => cache.Find(Content(number)) is { } location ? location.Segment.Row(location.Row).ToArray() : null;

    private static ContentHash Content(int number) => ContentHash.Of(BitConverter.GetBytes(number));

    private static float[] RowOf(int number) => [.. Enumerable.Range(0, Width).Select(d => (number * 10) + (d / 8f))];
}
