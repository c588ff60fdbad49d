namespace MLPipeline.Imaging.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public void Png_WrittenAndRead_GivesTheSamePixels()
    {
        var image = Pictures.Gradient(37, 21);

        var decoded = ImageDecoder.Decode(ImageEncoder.EncodePng(image));

        Assert.Equal((37, 21), (decoded.Width, decoded.Height));
        Assert.Equal(image.Pixels, decoded.Pixels);
    }
}
