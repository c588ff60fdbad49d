using System.Buffers.Binary;

namespace MLPipeline.Imaging.Decoding;

/// <summary>Uncompressed Windows bitmaps of 1, 4, 8, 24 and 32 bits, which libvips does not read. An alpha channel is ignored, as Windows does.</summary>
internal readonly ref struct BmpDecoder
{
    private const int FileHeaderLength = 14;
    private const int Uncompressed = 0;
    private const int BitFields = 3;

    private readonly ReadOnlySpan<byte> _file;
    private readonly int _pixelOffset;
    private readonly int _paletteOffset;
    private readonly int _paletteEntryLength;
    private readonly bool _topDown;

    /// <exception cref="ImageException">The header is damaged, or tells of a compressed image.</exception>
    public BmpDecoder(ReadOnlySpan<byte> file)
    {
        _file = file;
        var headerLength = file.Length >= 18 ? BinaryPrimitives.ReadInt32LittleEndian(file[FileHeaderLength..]) : int.MaxValue;
        if (headerLength > file.Length - FileHeaderLength)
            throw Truncated();
        var header = file.Slice(FileHeaderLength, headerLength);
        var old = headerLength == 12;
        _pixelOffset = BinaryPrimitives.ReadInt32LittleEndian(file[10..]);
        Width = old ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        var height = old ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        BitsPerPixel = BinaryPrimitives.ReadUInt16LittleEndian(header[(old ? 10 : 14)..]);
        var compression = old ? Uncompressed : BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        _topDown = height < 0;
        Height = height == int.MinValue ? 0 : Math.Abs(height);
        _paletteEntryLength = old ? 3 : 4;
        _paletteOffset = FileHeaderLength + headerLength + (headerLength == 40 && compression == BitFields ? 12 : 0);

        if (Width < 1 || Height < 1 || _pixelOffset < _paletteOffset)
            throw new ImageException(ImageFault.Corrupt, "the Bmp image is damaged (its header holds impossible values).");
        if (!(compression == Uncompressed && BitsPerPixel is 1 or 4 or 8 or 24 or 32) && !(compression == BitFields && HasUsualMasks(file)))
            throw new ImageException(ImageFault.UnsupportedFormat, $"the Bmp image is stored in a way that is not supported (compression {compression}, {BitsPerPixel} bits a pixel); save it uncompressed or as PNG.");
    }

    public int Width { get; }

    public int Height { get; }

    public int BitsPerPixel { get; }

    /// <summary>Fills <c>[Height, Width, 3]</c>.</summary>
    public void Decode(Span<byte> pixels)
    {
        var stride = (((long)Width * BitsPerPixel) + 31) / 32 * 4;
        if (_pixelOffset + (stride * (Height - 1)) + ((((long)Width * BitsPerPixel) + 7) / 8) > _file.Length)
            throw Truncated();
        for (var y = 0; y < Height; y++)
        {
            var stored = _file[(int)(_pixelOffset + (stride * (_topDown ? y : Height - 1 - y)))..];
            DecodeRow(stored, pixels.Slice(3 * Width * y, 3 * Width));
        }
    }

    private void DecodeRow(ReadOnlySpan<byte> stored, Span<byte> row)
    {
        var bytes = BitsPerPixel / 8;
        for (var x = 0; x < Width; x++)
        {
            var colour = bytes >= 3 ? stored.Slice(x * bytes, 3) : Palette(Index(stored, x));
            row[3 * x] = colour[2];
            row[(3 * x) + 1] = colour[1];
            row[(3 * x) + 2] = colour[0];
        }
    }

    private int Index(ReadOnlySpan<byte> stored, int x)
    {
        var bit = x * BitsPerPixel;
        return (stored[bit / 8] >> (8 - BitsPerPixel - (bit % 8))) & ((1 << BitsPerPixel) - 1);
    }

    private ReadOnlySpan<byte> Palette(int index)
    {
        var offset = _paletteOffset + (index * _paletteEntryLength);
        return offset + 3 <= _pixelOffset && offset + 3 <= _file.Length
            ? _file.Slice(offset, 3)
            : throw new ImageException(ImageFault.Corrupt, $"the Bmp image is damaged (a pixel has colour {index}, which its palette does not hold).");
    }

    // 32 bits as blue, green, red, unused: what everyone writes when the masks are given at all.
    private bool HasUsualMasks(ReadOnlySpan<byte> file) =>
        BitsPerPixel == 32 && file.Length >= 66 && file.Slice(54, 12).SequenceEqual<byte>([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]);

    private static ImageException Truncated() => new(ImageFault.Truncated, "the Bmp image ends early.");
}
