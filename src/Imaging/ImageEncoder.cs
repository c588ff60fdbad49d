using System.Globalization;
using MLPipeline.Imaging.Native;

namespace MLPipeline.Imaging;

/// <summary>Pixels to files. Thread-safe; the same pixels give the same bytes. Throws <see cref="DllNotFoundException"/> when libvips is missing.</summary>
public static unsafe class ImageEncoder
{
    /// <summary>Lossless PNG, 8 bits, without metadata.</summary>
    public static byte[] EncodePng(RgbImage image) => Encode(image, "pngsave_buffer", "keep=none");

    /// <summary>Baseline JPEG without metadata.</summary>
    /// <param name="image">What to encode.</param>
    /// <param name="quality">1 (small) .. 100 (good); 90 by default. Colour is stored at half resolution below 90.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quality"/> is not in 1..100.</exception>
    public static byte[] EncodeJpeg(RgbImage image, int quality = 90)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, "jpegsave_buffer", string.Create(CultureInfo.InvariantCulture, $"Q={quality},keep=none"));
    }

    /// <summary>Writes a file in the format of its extension (.png, .jpg or .jpeg): beside its place first, then renamed into it, so no reader meets half a file.</summary>
    /// <exception cref="ArgumentException">Another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(RgbImage image, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => EncodePng(image),
            ".JPG" or ".JPEG" => EncodeJpeg(image),
            var other => throw new ArgumentException($"'{path}' ends in '{other}'; images are written as .png, .jpg or .jpeg.", nameof(path)),
        };
        WholeFile.Write(path, stream => stream.Write(bytes));
    }

    private static byte[] Encode(RgbImage image, string operationName, string options)
    {
        ArgumentNullException.ThrowIfNull(image);
        VipsLibrary.EnsureReady();
        var request = new Request(image, operationName, options);
        try
        {
            VipsErrors.Run(request, EncodeOnce);
        }
        catch (VipsException e)
        {
            throw new InvalidOperationException($"The {image.Width} x {image.Height} image could not be encoded: {e.Message}", e);
        }

        return request.Result;
    }

    private static void EncodeOnce(Request request)
    {
        fixed (byte* pixels = request.Image.Pixels)
        {
            using var input = VipsImage.Over(pixels, request.Image.Width, request.Image.Height);
            using var operation = new VipsOperation(request.OperationName);
            operation.SetImage("in", input);
            operation.Set(request.Options);
            request.Result = operation.Bytes();
        }
    }

    private sealed class Request(RgbImage image, string operationName, string options)
    {
        public RgbImage Image { get; } = image;

        public string OperationName { get; } = operationName;

        public string Options { get; } = options;

        public byte[] Result { get; set; } = [];
    }
}
