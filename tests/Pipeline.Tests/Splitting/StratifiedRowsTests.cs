namespace MLPipeline.Pipeline.Tests.Splitting;

public sealed class StratifiedRowsTests
{
    [Fact]
    public void Folds_EveryClass_DiffersByOneRowAtMost()
    {
        int[] classes = [.. Enumerable.Repeat(0, 23), .. Enumerable.Repeat(1, 7), .. Enumerable.Repeat(2, 5)];
        var parts = StratifiedRows.Assign(classes, [.. Enumerable.Range(0, classes.Length)], [0.2, 0.2, 0.2, 0.2, 0.2], seed: 9);
        foreach (var one in classes.Distinct())
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(fold => Enumerable.Range(0, classes.Length).Count(row => classes[row] == one && parts[row] == fold))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Fact]
    public void ManySmallClasses_SmallPart_StillGetsItsShare()
    {
        // 40 classes of 4 rows: a tenth of each class is less than a row, a tenth of all is 16 rows.
        int[] classes = [.. Enumerable.Range(0, 160).Select(row => row / 4)];
        var parts = StratifiedRows.Assign(classes, [.. Enumerable.Range(0, 160)], [0.9, 0.1], seed: 2);
        Assert.InRange(parts.Count(part => part == 1), 14, 18);
    }

    [Fact]
    public void Units_RowsThatShareAMark_ChainTogether()
    {
        var units = new RowUnits();
        units.Add("a");
        units.Add("b");
        units.Add();
        units.Add("a", "b");
        Assert.Equal([0, 0, 2, 0], units.ToArray());
    }
}
