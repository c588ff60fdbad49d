using MLPipeline.Datasets;

namespace MLPipeline.Training.Tests.Augmentation;

public class ImageAugmentationTests
{
    [Theory]
    [InlineData("none", "none")]
    [InlineData("", "none")]
    [InlineData("cifar", "pad-crop:4,flip:0.5")]
    [InlineData("photo", "resized-crop:0.35:1:0.75:1.3333333333333333,flip:0.5,color:0.1:0.1:0.1:0.025")]
    [InlineData("satellite", "flip:0.5,vflip:0.5,rotate:35,blur:0.1:2:0.5")]
    [InlineData("pad-crop:2:reflect, color:0.4:0:0.1, rotate", "pad-crop:2:reflect,color:0.4:0:0.1:0.1,rotate:10")]
    [InlineData("mixup:0.2,cifar,cutmix,erase:0.25", "pad-crop:4,flip:0.5,erase:0.25:0.02:0.3333333333333333:0.3,mixup:0.2,cutmix:1")]
    public void Parse_ReadsItemsAndPresets_AndWhatItWrites(string text, string canonical)
    {
        Assert.Equal(canonical, ImageAugmentation.Parse(text).ToString());
        Assert.Equal(canonical, ImageAugmentation.Parse(canonical).ToString());
    }

    [Fact]
    public void EveryItemAndPreset_CanBeReadByItsNameAlone()
    {
        Assert.All(AugmentationSyntax.Items.Select(item => item.Name).Concat(AugmentationSyntax.Presets.Keys), name => ImageAugmentation.Parse(name));
        Assert.All(KnownPixelSets.All, set => ImageAugmentation.Parse(set.Augmentation));
    }

    [Fact]
    public void Parse_ListsEveryFault()
    {
        var error = Assert.Throws<ArgumentException>(
            () => ImageAugmentation.Parse("pad-crop:x:mirror,spin,flip:2,rotate:-1,color:nan,blur:3:1,erase:0.5:0:2:0,resized-crop:0:2:3:1,mixup:0,flip:0.5:1"));

        Assert.All(
            [
                "'x' in 'pad-crop:x:mirror' is not a whole number.",
                "'mirror' in 'pad-crop:x:mirror' is not 'reflect'.",
                "There is no 'spin'; valid are pad-crop, resized-crop, flip, vflip, rotate, color, blur, erase, mixup, cutmix and the presets none, cifar, photo, satellite.",
                "The probability 2 of flip must be 0 to 1.",
                "The angle -1 of rotate must be above 0 and at most 180 degrees.",
                "'nan' in 'color:nan' is not a number.",
                "The deviations 3 to 1 of blur must be above 0, at most 10, the smaller one first.",
                "The scales 0 to 2 of erase must be above 0, below 1, the smaller one first.",
                "The ratio 0 of erase must be above 0 and at most 1.",
                "The scales 0 to 2 of resized-crop must be above 0, at most 1, the smaller one first.",
                "The ratios 3 to 1 of resized-crop must be above 0, the smaller one first.",
                "The alpha 0 of mixup must be above 0 and at most 100.",
                "'flip:0.5:1' has too many values; it is flip[:PROBABILITY].",
            ],
            fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
    }
}
