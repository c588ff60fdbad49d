using System.Buffers.Binary;

namespace MLPipeline.Imaging.Decoding;

/// <summary>Tells a file that was cut off from one that is damaged inside, for formats whose structure says how long they are.</summary>
internal static class EarlyEnd
{
    /// <summary>Whether a part of the file reaches beyond its end.</summary>
    public static bool IsCertain(ImageFormat format, ReadOnlySpan<byte> file) => format switch
    {
        ImageFormat.Png => PngEndsEarly(file),
        ImageFormat.WebP => file.Length < 12 || 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) > file.Length,
        ImageFormat.Avif => BoxesEndEarly(file),
        _ => false,
    };

    // Signature; then chunks of length, kind, content, checksum, the last of which is IEND.
    private static bool PngEndsEarly(ReadOnlySpan<byte> file)
    {
        for (var position = 8L; position + 12 <= file.Length; position += 12 + BinaryPrimitives.ReadUInt32BigEndian(file[(int)position..]))
        {
            if (file.Slice((int)position + 4, 4).SequenceEqual("IEND"u8))
                return false;
        }

        return true;
    }

    // Boxes of length and kind; length 0 means "to the end", 1 that it follows in 64 bits.
    private static bool BoxesEndEarly(ReadOnlySpan<byte> file)
    {
        var position = 0L;
        while (position + 8 <= file.Length)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(file[(int)position..]);
            if (length == 0)
                return false;
            if (length == 1 && position + 16 <= file.Length)
                length = BinaryPrimitives.ReadInt64BigEndian(file[((int)position + 8)..]);
            if (length < 8)
                return false;
            position = length > file.Length ? long.MaxValue - 8 : position + length;
        }

        return position > file.Length;
    }
}
