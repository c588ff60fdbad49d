using System.Text.Json;

namespace MLPipeline.Imaging.Tests;

public sealed class ResizingTests
{
    // Pillow rounds to 8 bits between its two passes, we do not: one grey level.
    [Fact]
    public void Squash_AgreesWithPillow() =>
        Compare.Near(Golden.Decode("scene-squash-24x24.png"), Golden.Decode("scene.png").Resize(ResizeRule.Squash(24, 24)), largest: 1);

    [Theory]
    [InlineData("scene-crop-32-28x28.png", 32, 28, 28)] // reducing
    [InlineData("scene-crop-96-80x72.png", 96, 80, 72)] // enlarging
    public void CenterCrop_AgreesWithTorchvisionOnPillow(string expected, int shortSide, int width, int height) =>
        Compare.Near(Golden.Decode(expected), Golden.Decode("scene.png").Resize(ResizeRule.CenterCrop(shortSide, width, height)), largest: 1);

    [Fact]
    public void CenterCrop_OfATallPicture_AgreesWithTorchvisionOnPillow()
    {
        var scene = Golden.Decode("scene.png");
        var tall = new byte[scene.Pixels.Length];
        for (var y = 0; y < scene.Height; y++)
        {
            for (var x = 0; x < scene.Width; x++)
                scene.Pixels.AsSpan(3 * ((y * scene.Width) + x), 3).CopyTo(tall.AsSpan(3 * ((x * scene.Height) + y)));
        }

        var resized = new RgbImage(scene.Height, scene.Width, tall).Resize(ResizeRule.CenterCrop(20, 20, 17));

        Compare.Near(Golden.Decode("scene-transposed-crop-20-20x17.png"), resized, largest: 1);
    }

    // 500 x 375 to a short side of 64 is a factor of 5.9: the JPEG is decoded at a half first, Pillow's reference is not.
    [Fact]
    public void DecodingAndResizing_ALargeJpeg_StaysNearPillow() =>
        Compare.Near(Golden.Decode("large-crop-64-56x56.png"), ImageDecoder.Decode(Golden.Read("large.jpg"), ResizeRule.CenterCrop(64, 56, 56)), largest: 8, mean: 1);

    [Fact]
    public void DecodingAndResizing_InOneStep_EqualsTwoSteps()
    {
        var rule = ResizeRule.CenterCrop(50, 48, 40);

        Assert.Equal(Golden.Decode("scene.png").Resize(rule).Pixels, ImageDecoder.Decode(Golden.Read("scene.png"), rule).Pixels);
    }

    [Fact]
    public void Resize_ToTheSameSize_ChangesNothing()
    {
        var image = Pictures.Gradient(33, 19);

        Assert.Equal(image.Pixels, image.Resize(ResizeRule.Squash(33, 19)).Pixels);
    }

    [Fact]
    public void Pad_CentresThePicture_AndFillsTheRest()
    {
        // 40 x 20 into 20 x 20: scaled by a half to 20 x 10, five rows of padding above and below.
        var image = Pictures.Plain(40, 20, new(10, 200, 30)).Resize(ResizeRule.Pad(20, 20) with { PadColour = new(1, 2, 3) });

        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 20; x++)
                Assert.Equal(y is >= 5 and < 15 ? new Rgb(10, 200, 30) : new Rgb(1, 2, 3), image[x, y]);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20000, 1)]
    [InlineData(1, 20000)]
    [InlineData(2, 3)]
    public void ExtremeShapes_ResizeInEveryMode(int width, int height)
    {
        var colour = new Rgb(200, 100, 50);
        var png = ImageEncoder.EncodePng(Pictures.Plain(width, height, colour));

        foreach (var rule in (ResizeRule[])[ResizeRule.Squash(224, 224), ResizeRule.CenterCrop(256, 224, 224), ResizeRule.Pad(224, 224) with { PadColour = colour }])
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var image = ImageDecoder.Decode(png, rule);
            var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

            Assert.Equal(Pictures.Plain(224, 224, colour).Pixels, image.Pixels);
            Assert.True(allocated < 50_000_000, $"{allocated} bytes"); // 20000 x 256 scaled in full would be 5 million by 256
        }
    }

    [Fact]
    public void ResizeRule_RefusesImpossibleValues_AllAtOnce()
    {
        var fault = Assert.Throws<ArgumentException>(() => new ResizeRule(ResizeMode.CenterCrop, 0, 70000, 10));

        Assert.Contains("Width is 0", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Height is 70000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ShortSide is 10", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ResizeRule_SurvivesJson()
    {
        var rule = ResizeRule.Pad(224, 192) with { PadColour = new(1, 2, 3) };

        Assert.Equal(rule, JsonSerializer.Deserialize<ResizeRule>(JsonSerializer.Serialize(rule)));
    }
}
