namespace MLPipeline.Imaging.Tests;

public sealed class FormatTests
{
    [Theory]
    [InlineData("smooth.webp", ImageFormat.WebP, "smooth.png", 0)]
    [InlineData("smooth.tif", ImageFormat.Tiff, "smooth.png", 0)]
    [InlineData("smooth.bmp", ImageFormat.Bmp, "smooth.png", 0)]
    [InlineData("palette.bmp", ImageFormat.Bmp, "palette-expected.png", 0)]
    [InlineData("palette.png", ImageFormat.Png, "palette-expected.png", 0)]
    [InlineData("sixteen-bit.png", ImageFormat.Png, "smooth.png", 0)]
    [InlineData("srgb-tagged.png", ImageFormat.Png, "smooth.png", 0)]
    [InlineData("alpha.png", ImageFormat.Png, "alpha-expected.png", 1)] // on white; the two round differently
    [InlineData("wide-gamut.png", ImageFormat.Png, "wide-gamut-expected.png", 2)] // Pillow's littlecms works in 16-bit integers
    [InlineData("progressive.jpg", ImageFormat.Jpeg, "smooth.png", 6)] // quality 95
    [InlineData("grey.jpg", ImageFormat.Jpeg, "grey.png", 6)]
    public void EveryFormat_GivesThePicture(string file, ImageFormat format, string expected, int largestDifference)
    {
        var bytes = Golden.Read(file);

        Assert.Equal(format, ImageFormats.Detect(bytes.AsSpan(0, ImageFormats.BytesToDetect)));
        var header = ImageDecoder.ReadHeader(bytes);
        var image = ImageDecoder.Decode(bytes);
        Assert.Equal((format, image.Width, image.Height), (header.Format, header.Width, header.Height));
        Compare.Near(Golden.Decode(expected), image, largestDifference);
    }

    // Without a profile CMYK has no defined colours: the ink of the corners must be told apart, no more.
    [Fact]
    public void CmykJpeg_IsNeitherInvertedNorGrey()
    {
        var image = Golden.Decode("cmyk.jpg");

        Assert.True(image[0, 0] is { R: < 100, G: < 100, B: > 100 }, image[0, 0].ToString());
        Assert.True(image[39, 29] is { R: > 200, G: > 200, B: < 80 }, image[39, 29].ToString());
    }

    [Fact]
    public void AnimatedGif_GivesTheFirstFrame() => Assert.Equal(Pictures.Plain(16, 12, new(250, 10, 20)).Pixels, Golden.Decode("animated.gif").Pixels);

    [Fact]
    public void Avif_IsDecoded()
    {
        var image = Golden.Decode("smooth.png");

        var avif = Encoded.By("heifsave_buffer", image, "compression=av1,Q=90,subsample_mode=off,effort=0");

        Assert.Equal(ImageFormat.Avif, ImageFormats.Detect(avif));
        Compare.Near(image, ImageDecoder.Decode(avif), largest: 12, mean: 2);
    }

    [Fact]
    public void AColourProfile_ChangesThePicture() => Assert.NotEqual(Golden.Decode("smooth.png").Pixels, Golden.Decode("wide-gamut.png").Pixels);

    [Fact]
    public void AColourProfile_IsAppliedWhenResizingToo()
    {
        var rule = ResizeRule.Pad(30, 30) with { PadColour = new(90, 80, 70) };

        var image = ImageDecoder.Decode(Golden.Read("wide-gamut.png"), rule);

        Assert.Equal(Golden.Decode("wide-gamut.png").Resize(rule).Pixels, image.Pixels);
        Assert.Equal(rule.PadColour, image[0, 0]); // padding is no part of the picture
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void EveryOrientation_GivesTheSameUprightPicture(int orientation)
    {
        var upright = Pictures.Gradient(30, 20);
        var tiff = Encoded.By("tiffsave_buffer", Encoded.StoredAs(upright, orientation), "compression=lzw", orientation);
        var rule = ResizeRule.CenterCrop(16, 14, 15);

        Assert.Equal(upright.Pixels, ImageDecoder.Decode(tiff).Pixels);
        Assert.Equal(ImageDecoder.Decode(Encoded.By("pngsave_buffer", upright, ""), rule).Pixels, ImageDecoder.Decode(tiff, rule).Pixels);
        Assert.Equal((30, 20, orientation), ImageDecoder.ReadHeader(tiff) is var h ? (h.Width, h.Height, h.Orientation) : default);
    }

    [Fact]
    public void ExifOrientation_OfAJpeg_IsFollowed()
    {
        var upright = Golden.Decode("smooth.png");
        var jpeg = Encoded.By("jpegsave_buffer", Encoded.StoredAs(upright, 6), "Q=95,subsample_mode=off", orientation: 6);

        Compare.Near(upright, ImageDecoder.Decode(jpeg), largest: 6);
    }
}
