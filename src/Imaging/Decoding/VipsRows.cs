using System.Buffers;
using System.Runtime.InteropServices;
using MLPipeline.Imaging.Native;
using MLPipeline.Imaging.Resampling;

namespace MLPipeline.Imaging.Decoding;

/// <summary>
/// Decodes a 3-band, 8-bit libvips image strip by strip, on the calling thread (libvips's own sinks would start workers), into a window of rows that slides down the image.
/// </summary>
internal unsafe ref struct VipsRows : IRowSource, IDisposable
{
    private const int StripHeight = 32;

    private readonly byte[] _buffer;
    private readonly int _capacity;
    private readonly RgbMatrix? _matrix;
    private readonly nint _source;
    private readonly nint _window;
    private GCHandle _pin;
    private int _first;
    private int _end;

    /// <param name="image">Must outlive the rows.</param>
    /// <param name="matrix">Applied to every pixel, where there is one.</param>
    /// <param name="reach">The most rows that will be asked for at once.</param>
    public VipsRows(VipsImage image, RgbMatrix? matrix, int reach)
    {
        _matrix = matrix;
        Width = image.Width;
        Height = image.Height;
        _capacity = Math.Min(Height, (2 * reach) + StripHeight);
        _buffer = ArrayPool<byte>.Shared.Rent(checked(3 * Width * _capacity));
        _pin = GCHandle.Alloc(_buffer, GCHandleType.Pinned);
        _source = Vips.NewRegion(image.Handle);
        _window = Region((byte*)_pin.AddrOfPinnedObject(), Width, _capacity, bands: 3);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Decodes all of an image into <paramref name="pixels"/>. Without a matrix it may have any number of bands.</summary>
    public static void CopyAll(VipsImage image, RgbMatrix? matrix, byte* pixels)
    {
        var source = Vips.NewRegion(image.Handle);
        var target = Region(pixels, image.Width, image.Height, image.Bands);
        try
        {
            for (var y = 0; y < image.Height; y += StripHeight)
            {
                var count = Math.Min(StripHeight, image.Height - y);
                Decode(source, target, image.Width, y, count, y);
                matrix?.Apply(new Span<byte>(pixels + ((nint)3 * image.Width * y), 3 * image.Width * count));
            }
        }
        finally
        {
            Vips.Unref(target);
            Vips.Unref(source);
        }
    }

    public byte* Rows(int first, int end)
    {
        while (_end < end)
            Advance(first);
        return (byte*)_pin.AddrOfPinnedObject() + ((nint)(first - _first) * Width * 3);
    }

    /// <summary>Decodes what is left: damage below the last row that was needed is damage all the same.</summary>
    public void Finish()
    {
        while (_end < Height)
            Advance(_end);
    }

    public void Dispose()
    {
        Vips.Unref(_window);
        Vips.Unref(_source);
        _pin.Free();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Advance(int keepFrom)
    {
        var count = Math.Min(StripHeight, Height - _end);
        if (_end + count - _first > _capacity)
            Slide(Math.Min(keepFrom, _end));
        Decode(_source, _window, Width, _end, count, _end - _first);
        _matrix?.Apply(_buffer.AsSpan(3 * Width * (_end - _first), 3 * Width * count));
        _end += count;
    }

    private void Slide(int first)
    {
        var rowLength = 3 * Width;
        _buffer.AsSpan((first - _first) * rowLength, (_end - first) * rowLength).CopyTo(_buffer);
        _first = first;
    }

    private static void Decode(nint source, nint target, int width, int row, int count, int targetRow)
    {
        var area = new VipsRect(0, row, width, count);
        if (Vips.PrepareTo(source, target, &area, 0, targetRow) != 0)
            throw new VipsException("decoding failed");
    }

    private static nint Region(byte* pixels, int width, int height, int bands)
    {
        using var image = VipsImage.Over(pixels, width, height, bands);
        var region = Vips.NewRegion(image.Handle);
        var all = new VipsRect(0, 0, width, height);
        return Vips.RegionImage(region, &all) == 0 ? region : throw new VipsException("no region");
    }
}
