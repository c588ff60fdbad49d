using System.Globalization;
using System.Runtime.InteropServices;
using MLPipeline.Imaging.Native;

namespace MLPipeline.Imaging.Tests;

/// <summary>Files in formats and orientations that the library itself does not write.</summary>
internal static unsafe class Encoded
{
    public static byte[] By(string operationName, RgbImage image, string options, int orientation = 1)
    {
        VipsLibrary.EnsureReady();
        fixed (byte* pixels = image.Pixels)
        {
            using var input = VipsImage.Over(pixels, image.Width, image.Height);
            SetInteger(input.Handle, "orientation", orientation);
            using var operation = new VipsOperation(operationName);
            operation.SetImage("in", input);
            operation.Set(options);
            return operation.Bytes();
        }
    }

    /// <summary>The pixels as a camera held that way stores them: what <paramref name="orientation"/> makes upright again. Written from the EXIF table, pixel by pixel.</summary>
    public static RgbImage StoredAs(RgbImage upright, int orientation)
    {
        var swap = orientation >= 5;
        var (width, height) = swap ? (upright.Height, upright.Width) : (upright.Width, upright.Height);
        var pixels = new byte[upright.Pixels.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // EXIF: which side of the upright picture the stored row 0 and column 0 are.
                var (right, bottom) = (upright.Width - 1, upright.Height - 1);
                var (fromX, fromY) = orientation switch
                {
                    1 => (x, y), // top, left
                    2 => (right - x, y), // top, right
                    3 => (right - x, bottom - y), // bottom, right
                    4 => (x, bottom - y), // bottom, left
                    5 => (y, x), // left, top
                    6 => (right - y, x), // right, top
                    7 => (right - y, bottom - x), // right, bottom
                    8 => (y, bottom - x), // left, bottom
                    _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation.ToString(CultureInfo.InvariantCulture)),
                };
                var colour = upright[fromX, fromY];
                (pixels[3 * ((y * width) + x)], pixels[(3 * ((y * width) + x)) + 1], pixels[(3 * ((y * width) + x)) + 2]) = (colour.R, colour.G, colour.B);
            }
        }

        return new(width, height, pixels);
    }

    // Found in the library that is loaded already.
    private static void SetInteger(nint image, string name, int value)
    {
        var function = (delegate* unmanaged<nint, byte*, int, void>)NativeLibrary.GetExport(VipsLibrary.Handle, "vips_image_set_int");
        var text = (byte*)Marshal.StringToCoTaskMemUTF8(name);
        function(image, text, value);
        Marshal.FreeCoTaskMem((nint)text);
    }
}
