using System.Buffers.Binary;

namespace MLPipeline.Imaging.Decoding;

/// <summary>
/// Reads ICC profiles (ICC.1:2022) of the kind that cameras and displays embed: three tone curves and a matrix. They are converted here because libvips needs longer to set up such a
/// conversion than to decode a photograph; all other profiles are libvips's.
/// </summary>
internal readonly ref struct IccProfile
{
    private readonly ReadOnlySpan<byte> _profile;

    private IccProfile(ReadOnlySpan<byte> profile) => _profile = profile;

    /// <summary>Whether the profile is a matrix with tone curves for RGB, and <paramref name="matrix"/> what it does; null when that is sRGB already, to within what 8 bits can show.</summary>
    public static bool TryReadMatrix(ReadOnlySpan<byte> profile, out RgbMatrix? matrix)
    {
        matrix = null;
        var icc = new IccProfile(profile);
        if (profile.Length <= 132 || !profile.Slice(16, 4).SequenceEqual("RGB "u8) || !profile.Slice(20, 4).SequenceEqual("XYZ "u8) || !icc.Tag("A2B0"u8).IsEmpty)
            return false;

        Span<double> primaries = stackalloc double[9]; // columns: X, Y, Z of red, green, blue
        if (!icc.TryReadXyz("rXYZ"u8, primaries) || !icc.TryReadXyz("gXYZ"u8, primaries[1..]) || !icc.TryReadXyz("bXYZ"u8, primaries[2..]))
            return false;

        float[] red = new float[256], green = new float[256], blue = new float[256];
        if (!TryReadCurve(icc.Tag("rTRC"u8), red) || !TryReadCurve(icc.Tag("gTRC"u8), green) || !TryReadCurve(icc.Tag("bTRC"u8), blue))
            return false;

        if (!RgbMatrix.IsStandard(primaries, red, green, blue))
            matrix = new RgbMatrix(primaries, red, green, blue);
        return true;
    }

    private ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> name)
    {
        var count = Number(_profile, 128);
        for (var entry = 132; count > 0 && entry + 12 <= _profile.Length; entry += 12, count--)
        {
            if (!_profile.Slice(entry, 4).SequenceEqual(name))
                continue;
            var (offset, length) = (Number(_profile, entry + 4), Number(_profile, entry + 8));
            return offset + length <= _profile.Length ? _profile.Slice((int)offset, (int)length) : [];
        }

        return [];
    }

    private bool TryReadXyz(ReadOnlySpan<byte> name, Span<double> column)
    {
        var tag = Tag(name);
        if (tag.Length < 20 || !tag.StartsWith("XYZ "u8))
            return false;
        for (var row = 0; row < 3; row++)
            column[3 * row] = Fixed(tag, 8 + (4 * row));
        return true;
    }

    /// <summary>Linear light (0..1) of each of the 256 stored values.</summary>
    private static bool TryReadCurve(ReadOnlySpan<byte> curve, float[] table)
    {
        if (curve.Length >= 12 && curve.StartsWith("curv"u8))
        {
            var points = Number(curve, 8);
            if (curve.Length < 12 + (2 * points))
                return false;
            for (var i = 0; i < 256; i++)
                table[i] = points switch
                {
                    0 => i / 255f,
                    1 => (float)Math.Pow(i / 255.0, BinaryPrimitives.ReadUInt16BigEndian(curve[12..]) / 256.0),
                    _ => Interpolate(curve[12..], (int)points, i / 255.0),
                };
            return true;
        }

        if (curve.Length < 12 || !curve.StartsWith("para"u8) || curve[9] > 4 || curve.Length < 12 + (4 * ParameterCount(curve[9])))
            return false;
        for (var i = 0; i < 256; i++)
            table[i] = (float)Math.Clamp(Parametric(curve, i / 255.0), 0, 1);
        return true;
    }

    private static float Interpolate(ReadOnlySpan<byte> points, int count, double x)
    {
        var position = x * (count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, count - 1);
        double low = BinaryPrimitives.ReadUInt16BigEndian(points[(2 * below)..]), high = BinaryPrimitives.ReadUInt16BigEndian(points[(2 * above)..]);
        return (float)((low + ((high - low) * (position - below))) / 65535);
    }

    private static int ParameterCount(int type) => type switch
    {
        0 => 1,
        1 => 3,
        2 => 4,
        3 => 5,
        _ => 7,
    };

    // ICC.1:2022, table 68: g a b c d e f.
    private static double Parametric(ReadOnlySpan<byte> curve, double x)
    {
        Span<double> p = stackalloc double[7];
        for (var i = 0; i < ParameterCount(curve[9]); i++)
            p[i] = Fixed(curve, 12 + (4 * i));
        var power = Math.Pow(Math.Max(0, (p[1] * x) + p[2]), p[0]);
        return curve[9] switch
        {
            0 => Math.Pow(x, p[0]),
            1 => x >= -p[2] / p[1] ? power : 0,
            2 => x >= -p[2] / p[1] ? power + p[3] : p[3],
            3 => x >= p[4] ? power : p[3] * x,
            _ => x >= p[4] ? power + p[5] : (p[3] * x) + p[6],
        };
    }

    private static long Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static double Fixed(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32BigEndian(bytes[offset..]) / 65536.0;
}
