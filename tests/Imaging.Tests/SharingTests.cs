namespace MLPipeline.Imaging.Tests;

public sealed class SharingTests
{
    private static readonly string[] Files = ["large.jpg", "scene.png", "smooth.webp", "animated.gif", "smooth.tif", "wide-gamut.png", "cmyk.jpg", "palette.bmp"];
    private static readonly ResizeRule Rule = ResizeRule.CenterCrop(64, 56, 48);

    [Fact]
    public void EightThreads_GiveTheBytesOfOne()
    {
        var images = Array.ConvertAll(Files, Golden.Read);
        var expected = Array.ConvertAll(images, image => ImageDecoder.Decode(image, Rule).Pixels);

        Parallel.For(0, 800, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var destination = new byte[3 * Rule.Width * Rule.Height];
            ImageDecoder.DecodeInto(images[i % images.Length], Rule, destination);
            Assert.Equal(expected[i % images.Length], destination);
        });
    }

    [Fact]
    public void DecodeInto_AllocatesNextToNothing()
    {
        var (jpeg, destination) = (Golden.Read("large.jpg"), new byte[3 * Rule.Width * Rule.Height]);
        for (var i = 0; i < 5; i++)
            ImageDecoder.DecodeInto(jpeg, Rule, destination);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            ImageDecoder.DecodeInto(jpeg, Rule, destination);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20 * 500, $"{GC.GetAllocatedBytesForCurrentThread() - before} bytes");
    }
}
