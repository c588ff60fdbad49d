using System.Buffers;
using System.Runtime.CompilerServices;
using MLPipeline.Imaging.Native;
using MLPipeline.Imaging.Resampling;

namespace MLPipeline.Imaging.Decoding;

/// <summary>Runs a request through libvips: header, limits, shrink-on-load, colour, orientation, resizing.</summary>
internal static unsafe class VipsDecoder
{
    // Reduced decoding leaves at least this many decoded pixels, along each axis, for one of the result: the filter that follows then decides the look, not the decoder's box.
    private const double LeastOversampling = 1.5;

    /// <exception cref="ImageException">The image is damaged or too large.</exception>
    public static void Decode(DecodeRequest request)
    {
        VipsLibrary.EnsureReady();
        var careful = request.Format == ImageFormat.Jpeg && !request.Options.AcceptTruncated;
        request.Strictness = request.Options.AcceptTruncated ? Strictness.Lenient : careful ? Strictness.Pedantic : Strictness.Strict;
        try
        {
            try
            {
                VipsErrors.Run(request, DecodeOnce);
            }
            catch (VipsException e) when (careful && !VipsFaults.IsDamage(e.Message))
            {
                // libjpeg merely warns of damaged data, which it paints grey, but it warns of harmless oddities as well; only the text tells them apart.
                request.Strictness = Strictness.Strict;
                VipsErrors.Run(request, DecodeOnce);
            }
        }
        catch (VipsException e)
        {
            throw VipsFaults.Describe(request.Format, request.Encoded, e.Message);
        }
    }

    private static void DecodeOnce(DecodeRequest request)
    {
        var image = Open(request, shrink: 1);
        try
        {
            if (!Unsafe.IsNullRef(ref request.Header))
            {
                request.Header = HeaderOf(image, request.Format);
                return;
            }

            PixelLimit.Check(image.Width, image.Height, request.Options);
            if (request.Rule is null)
                request.Whole = DecodeWhole(ref image);
            else
                DecodeResized(ref image, request, request.Rule);
        }
        finally
        {
            image.Dispose();
        }
    }

    private static VipsImage Open(in DecodeRequest request, int shrink) =>
        VipsLoader.Open(request.Format, request.Data, (nuint)request.Length, request.Strictness, shrink);

    private static RgbImage DecodeWhole(ref VipsImage image)
    {
        var orientation = image.Orientation;
        VipsLoader.ToRgb(ref image, out var matrix);
        var (width, height) = (image.Width, image.Height);
        var pixels = new byte[3 * width * height];
        fixed (byte* target = pixels)
            VipsRows.CopyAll(image, matrix, target);
        if (orientation == Orientation.Upright)
            return new(width, height, pixels);

        var upright = new byte[pixels.Length];
        Orientation.MakeUpright(pixels, width, height, orientation, upright);
        return Orientation.SwapsSides(orientation) ? new(height, width, upright) : new(width, height, upright);
    }

    private static void DecodeResized(ref VipsImage image, in DecodeRequest request, ResizeRule rule)
    {
        var orientation = image.Orientation;
        var (width, height) = Orientation.SwapsSides(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
        var placement = Placement.Of(rule, width, height);
        var shrink = Shrink(request.Format, width, height, placement);
        if (shrink > 1)
        {
            var reduced = Open(request, shrink);
            image.Dispose();
            image = reduced;
            placement = placement with { SourceWidth = (double)width / shrink, SourceHeight = (double)height / shrink };
        }

        VipsLoader.ToRgb(ref image, out var matrix);
        if (orientation == Orientation.Upright)
            ResizeWhileDecoding(image, matrix, placement, rule, request.Destination);
        else
            ResizeTurned(image, matrix, orientation, placement, rule, request.Destination);
    }

    private static void ResizeWhileDecoding(VipsImage image, RgbMatrix? matrix, in Placement placement, ResizeRule rule, Span<byte> destination)
    {
        var rows = new VipsRows(image, matrix, FilterWeights.Reach(image.Height, placement.ScaledHeight));
        try
        {
            Resampler.Resize(ref rows, placement, rule, destination);
            rows.Finish();
        }
        finally
        {
            rows.Dispose();
        }
    }

    // Rows come in stored order, so a turned picture has to be complete before it can be resized.
    private static void ResizeTurned(VipsImage image, RgbMatrix? matrix, int orientation, in Placement placement, ResizeRule rule, Span<byte> destination)
    {
        var (width, height) = (image.Width, image.Height);
        var length = 3 * width * height;
        var stored = ArrayPool<byte>.Shared.Rent(length);
        var upright = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            fixed (byte* target = stored)
                VipsRows.CopyAll(image, matrix, target);
            Orientation.MakeUpright(stored, width, height, orientation, upright);
            fixed (byte* pixels = upright)
            {
                var rows = Orientation.SwapsSides(orientation) ? new MemoryRows(pixels, height, width) : new MemoryRows(pixels, width, height);
                Resampler.Resize(ref rows, placement, rule, destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(upright);
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    // libjpeg reduces by 2, 4 or 8 while it decodes, at a fraction of the cost; libwebp by any factor, of which the same are used.
    private static int Shrink(ImageFormat format, int width, int height, in Placement placement)
    {
        if (format is not (ImageFormat.Jpeg or ImageFormat.WebP))
            return 1;
        var scale = Math.Min((double)width / placement.ScaledWidth, (double)height / placement.ScaledHeight) / LeastOversampling;
        return scale switch
        {
            >= 8 => 8,
            >= 4 => 4,
            >= 2 => 2,
            _ => 1,
        };
    }

    private static ImageHeader HeaderOf(VipsImage image, ImageFormat format)
    {
        var orientation = image.Orientation;
        var (width, height) = Orientation.SwapsSides(orientation) ? (image.Height, image.Width) : (image.Width, image.Height);
        return new(format, width, height, image.Bands, image.BitsPerChannel, orientation, !image.ColourProfile().IsEmpty);
    }
}
