using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MLPipeline.EndToEnd.Tests;

/// <summary>PNG files of the kinds that the library reads but does not write, by the specification (ISO/IEC 15948).</summary>
internal static class PlainPng
{
    public const byte Grey = 0;
    public const byte Alpha = 6;

    /// <summary>A picture of one colour; samples are all <paramref name="sample"/>.</summary>
    public static byte[] Plain(int width, int height, byte colourType, int bitDepth, byte sample)
    {
        var bytesPerPixel = (colourType == Grey ? 1 : 4) * bitDepth / 8;
        var rows = new byte[height * (1 + (width * bytesPerPixel))];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i % (1 + (width * bytesPerPixel)) == 0 ? (byte)0 : sample; // each row begins with its filter: none
        }

        return File(width, height, colourType, bitDepth, rows);
    }

    /// <summary>A file of a few bytes that claims to be enormous.</summary>
    public static byte[] Bomb() => File(60_000, 60_000, Grey, 8, new byte[60_001]);

    private static byte[] File(int width, int height, byte colourType, int bitDepth, byte[] rows)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)bitDepth;
        header[9] = colourType;

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", compressed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] covered = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc32(covered));
        return [.. length, .. covered, .. check];
    }

    private static uint Crc32(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }
}
