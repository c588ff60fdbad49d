using MLPipeline.Datasets;

namespace MLPipeline.Training.Tests;

public class PixelSetSourceTests
{
    private static readonly PixelSet Set = new([1, 2, 3, 4, 5, 6], [0, 1, 1], 1, 2, 1, ["a", "b"]);

    [Fact]
    public void Source_ShowsTheChosenImagesInTheirOrder()
    {
        var source = new PixelSetSource(Set, [2, 0]);
        Assert.Equal((2, 1, 2, 1), (source.Count, source.Height, source.Width, source.Channels));
        Assert.Equal([5, 6], source.Pixels(0, []).ToArray());
        Assert.Equal([1, 0], [source.LabelOf(0), source.LabelOf(1)]);
        Assert.Equal(3, new PixelSetSource(Set).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelSetSource(Set, [3]));
    }

    [Fact]
    public void ContentSha256_ChangesWithPixelsLabelsClassesAndOrder()
    {
        string[] digests =
        [
            new PixelSetSource(Set).ContentSha256,
            new PixelSetSource(Set, [0, 1]).ContentSha256,
            new PixelSetSource(Set, [0, 2, 1]).ContentSha256,
            new PixelSetSource(new PixelSet([1, 2, 3, 4, 5, 7], [0, 1, 1], 1, 2, 1, ["a", "b"])).ContentSha256,
            new PixelSetSource(new PixelSet([1, 2, 3, 4, 5, 6], [0, 1, 0], 1, 2, 1, ["a", "b"])).ContentSha256,
            new PixelSetSource(new PixelSet([1, 2, 3, 4, 5, 6], [0, 1, 1], 1, 2, 1, ["a", "c"])).ContentSha256,
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.Equal(digests[0], new PixelSetSource(Set, [0, 1, 2]).ContentSha256);
    }
}
