using System.Globalization;

namespace MLPipeline.Imaging.Decoding;

/// <summary>Refuses sizes that no camera makes, before memory is taken for them.</summary>
internal static class PixelLimit
{
    /// <exception cref="ImageException"><see cref="ImageFault.TooManyPixels"/>.</exception>
    public static void Check(long width, long height, DecodeOptions options)
    {
        // Three bytes a pixel must also fit into one array.
        var limit = Math.Min(options.MaxPixels, Array.MaxLength / 3);
        if (width * height > limit)
        {
            throw new ImageException(ImageFault.TooManyPixels, string.Create(
                CultureInfo.InvariantCulture, $"the image has {width} x {height} = {width * height:N0} pixels; at most {limit:N0} are accepted (DecodeOptions.MaxPixels)."));
        }
    }
}
