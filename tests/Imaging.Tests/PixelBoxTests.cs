namespace MLPipeline.Imaging.Tests;

public sealed class PixelBoxTests
{
    [Theory]
    [InlineData(0, 0, 4, 4, 1.0)]
    [InlineData(2, 2, 4, 4, 4.0 / 28)] // 2 x 2 of 16 + 16 - 4
    [InlineData(1, 1, 2, 2, 4.0 / 16)] // within
    [InlineData(4, 0, 4, 4, 0.0)] // beside each other
    [InlineData(9, 9, 1, 1, 0.0)]
    [InlineData(1, 1, 0, 2, 0.0)] // no area
    public void IntersectionOverUnion_WithABoxOf4x4_IsAsCountedByHand(int left, int top, int width, int height, double expected)
    {
        var (box, other) = (new PixelBox(0, 0, 4, 4), new PixelBox(left, top, width, height));
        Assert.Equal(expected, box.IntersectionOverUnion(other), 1e-12);
        Assert.Equal(expected, other.IntersectionOverUnion(box), 1e-12);
    }

    // Squash: 200 x 100 to 10 x 10, factors 20 and 10. Crop: 300 x 200 to 15 x 10 and the columns 2 to 12 of it (2.5 rounds to even), factor 20.
    // Pad: 200 x 100 to 10 x 5 at row 2, factor 20.
    [Theory]
    [InlineData("squash", 200, 100, 1, 2, 3, 4, "20,20,40,20")]
    [InlineData("squash", 200, 100, 0.5, 0.5, 9.5, 9.5, "10,5,180,90")]
    [InlineData("crop", 300, 200, 0, 0, 10, 10, "40,0,200,200")]
    [InlineData("crop", 300, 200, 3, 1, 4, 2, "100,20,20,20")]
    [InlineData("pad", 200, 100, 0, 2, 1, 3, "0,0,20,20")]
    [InlineData("pad", 200, 100, -5, 0, 20, 10, "0,0,200,100")] // beyond the picture
    [InlineData("pad", 200, 100, 0, 0, 10, 2, null)] // only padding
    [InlineData("pad", 200, 100, 0, 7, 10, 10, null)]
    [InlineData("squash", 2, 1, 9, 9, 10, 10, "1,0,1,1")] // a fraction of a pixel is that pixel
    public void ToSource_UndoesTheRule(
        string mode, int width, int height, double left, double top, double right, double bottom, string? expected)
    {
        var rule = mode switch
        {
            "crop" => ResizeRule.CenterCrop(10, 10, 10),
            "pad" => ResizeRule.Pad(10, 10),
            _ => ResizeRule.Squash(10, 10),
        };
        var box = rule.ToSource(left, top, right, bottom, width, height);
        Assert.Equal(expected, box is { } found ? $"{found.Left},{found.Top},{found.Width},{found.Height}" : null);
    }

    [Fact]
    public void ToSource_OfNothing_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ResizeRule.Squash(10, 10).ToSource(3, 0, 3, 5, 100, 100));
}
