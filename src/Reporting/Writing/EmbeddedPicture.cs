using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>A picture inside the page.</summary>
/// <param name="Address">A <c>data:</c> address with a JPEG.</param>
internal readonly record struct EmbeddedPicture(string Address)
{
    private const int Quality = 75;

    /// <summary>The picture in its own size.</summary>
    public static EmbeddedPicture Of(RgbImage image) =>
        new("data:image/jpeg;base64," + Convert.ToBase64String(ImageEncoder.EncodeJpeg(image, Quality)));

    /// <summary>A copy no larger than a thumbnail.</summary>
    public static EmbeddedPicture Small(RgbImage image) => Of(image.Resize(Thumbnail.SizeOf(image.Width, image.Height)));
}
