using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Training.Tests.Augmentation;

/// <summary>What a preview shows is what a training computes, before normalisation.</summary>
public class AugmentationPreviewTests
{
    private static readonly InputContract Input = new()
    {
        Resize = ResizeRule.Squash(6, 4),
        Normalization = InputPreset.ImageNet.Normalization,
    };

    [Fact]
    public void Apply_WithoutAugmentation_GivesEveryPixelBack()
    {
        var picture = Picture(1);
        var shown = Assert.Single(new AugmentationPreview(ImageAugmentation.None, Input, seed: 0).Apply([(0, picture)]));
        Assert.Equal(picture.Pixels, shown.Picture.Pixels);
        Assert.Equal([1f], shown.Shares);
    }

    [Fact]
    public void Apply_Flip_MirrorsEachRow()
    {
        var picture = Picture(2);
        var shown = new AugmentationPreview(ImageAugmentation.Parse("flip:1"), Input, seed: 0).Apply([(0, picture)])[0].Picture;
        for (var x = 0; x < 6; x++) Assert.Equal(picture[x, 1], shown[5 - x, 1]);
    }

    // Mixup of a batch: each image with the one before it, the first with the last; the shares say how.
    [Fact]
    public void Apply_Mixup_MixesPixelsAsItMixesShares()
    {
        RgbImage[] pictures = [Picture(1), Picture(2), Picture(3)];
        var shown = new AugmentationPreview(ImageAugmentation.Parse("mixup:1"), Input, seed: 5).Apply([.. pictures.Index()]);

        for (var row = 0; row < 3; row++)
        {
            var (own, other) = (shown[row].Shares[row], shown[row].Shares[(row + 2) % 3]);
            Assert.Equal(1, own + other, 1e-6f);
            Assert.InRange(own, 0.01f, 0.99f);
            for (var i = 0; i < pictures[row].Pixels.Length; i++)
            {
                var expected = (own * pictures[row].Pixels[i]) + (other * pictures[(row + 2) % 3].Pixels[i]);
                Assert.InRange(shown[row].Picture.Pixels[i], expected - 0.6, expected + 0.6);
            }
        }
    }

    [Fact]
    public void Apply_DependsOnSeedAndPlace_NotOnTheOthers()
    {
        var preview = new AugmentationPreview(ImageAugmentation.Parse("color:0.5"), Input, seed: 3);
        var alone = preview.Apply([(7, Picture(1))])[0].Picture.Pixels;
        var second = preview.Apply([(4, Picture(2)), (7, Picture(1))])[1].Picture.Pixels;
        Assert.Equal(alone, second);
        Assert.NotEqual(alone, preview.Apply([(8, Picture(1))])[0].Picture.Pixels);
        var otherSeed = new AugmentationPreview(ImageAugmentation.Parse("color:0.5"), Input, seed: 4);
        Assert.NotEqual(alone, otherSeed.Apply([(7, Picture(1))])[0].Picture.Pixels);
    }

    [Fact]
    public void FirstOf_IsAPartOfOneOrder()
    {
        var all = AugmentationPreview.FirstOf(50, 100, seed: 1);
        Assert.Equal(Enumerable.Range(0, 50), all.Order());
        Assert.Equal(all.Take(8), AugmentationPreview.FirstOf(50, 8, seed: 1));
        Assert.NotEqual(all, AugmentationPreview.FirstOf(50, 100, seed: 2));
    }

    [Fact]
    public void FileSize_LeavesRoomForRandomCrops()
    {
        var input = new InputContract { Resize = ResizeRule.CenterCrop(224, 224, 224) };
        Assert.Equal(224, new AugmentationPreview(ImageAugmentation.Parse("flip"), input, 0).FileSize.Width);
        Assert.Equal(256, new AugmentationPreview(ImageAugmentation.Parse("photo"), input, 0).FileSize.Width);
    }

    private static RgbImage Picture(int seed)
    {
        var pixels = new byte[3 * 6 * 4];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(6, 4, pixels);
    }
}
