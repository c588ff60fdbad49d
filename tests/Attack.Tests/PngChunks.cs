using System.Buffers.Binary;
using System.Text;

namespace MLPipeline.Attack.Tests;

/// <summary>Where the checked data of a PNG file lie (PNG specification, section 5.3: every chunk ends in a CRC over its type and data).</summary>
internal static class PngChunks
{
    /// <summary>Whether the byte belongs to the type, the data or the CRC of a chunk with pixels.</summary>
    public static bool IsPixelData(byte[] file, int place)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var end = at + 12 + length;
            if (place >= at + 8 && place < end) return Encoding.ASCII.GetString(file, at + 4, 4) == "IDAT";
            at = end;
        }

        return false;
    }
}
