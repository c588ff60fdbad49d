using System.Buffers.Binary;

namespace MLPipeline.Imaging.Decoding;

/// <summary>
/// Recognises sRGB among ICC profiles (ICC.1:2022), whoever wrote them, so that the usual photograph is spared a conversion to what it is already.
/// </summary>
internal static class IccProfile
{
    /// <summary>Whether primaries and tone curve are those of sRGB, to within what 8 bits can show.</summary>
    public static bool IsStandardRgb(ReadOnlySpan<byte> profile) =>
        profile.Length > 132
        && profile.Slice(16, 4).SequenceEqual("RGB "u8)
        && Tag(profile, "A2B0"u8).IsEmpty
        && IsNear(Tag(profile, "rXYZ"u8), 0.4360, 0.2225, 0.0139)
        && IsNear(Tag(profile, "gXYZ"u8), 0.3851, 0.7169, 0.0971)
        && IsNear(Tag(profile, "bXYZ"u8), 0.1431, 0.0606, 0.7141)
        && Math.Abs(MiddleTone(Tag(profile, "gTRC"u8)) - 0.2140) < 0.0015; // ((0.5 + 0.055) / 1.055)^2.4; a plain gamma of 2.2 gives 0.2176

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        var count = Number(profile, 128);
        for (var entry = 132; count > 0 && entry + 12 <= profile.Length; entry += 12, count--)
        {
            if (!profile.Slice(entry, 4).SequenceEqual(name))
                continue;
            var (offset, length) = (Number(profile, entry + 4), Number(profile, entry + 8));
            return offset + length <= profile.Length ? profile.Slice((int)offset, (int)length) : [];
        }

        return [];
    }

    private static bool IsNear(ReadOnlySpan<byte> tag, double x, double y, double z) =>
        tag.Length >= 20
        && Math.Abs(Fixed(tag, 8) - x) < 0.002
        && Math.Abs(Fixed(tag, 12) - y) < 0.002
        && Math.Abs(Fixed(tag, 16) - z) < 0.002;

    /// <summary>Linear light (0..1) of the stored value one half; -1 when the curve is not understood.</summary>
    private static double MiddleTone(ReadOnlySpan<byte> curve)
    {
        if (curve.Length >= 14 && curve.StartsWith("curv"u8) && Number(curve, 8) is > 1 and var points && curve.Length >= 12 + (2 * points))
        {
            var position = (points - 1) / 2.0;
            var below = BinaryPrimitives.ReadUInt16BigEndian(curve[(12 + (2 * (int)position))..]);
            var above = BinaryPrimitives.ReadUInt16BigEndian(curve[(12 + (2 * (int)Math.Ceiling(position)))..]);
            return (below + above) / 2.0 / 65535;
        }

        // Type 3: Y = (a X + b)^g above d.
        return curve.Length >= 32 && curve.StartsWith("para"u8) && curve[9] == 3 ? Math.Pow((Fixed(curve, 16) * 0.5) + Fixed(curve, 20), Fixed(curve, 12)) : -1;
    }

    private static long Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static double Fixed(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]) / 65536.0;
}
