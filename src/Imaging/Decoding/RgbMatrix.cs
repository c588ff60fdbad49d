namespace MLPipeline.Imaging.Decoding;

/// <summary>Conversion of 8-bit RGB from other primaries and tone curves to sRGB: relative colorimetric; what lies outside sRGB is clipped.</summary>
internal sealed class RgbMatrix
{
    private const int Steps = 16384; // of linear light: one is at most 12.92 x 255 / 16384 = 0.2 grey levels

    // XYZ under D50 (the profiles' connection space) to linear sRGB: the inverse of the sRGB profile's matrix (0.4361 0.3851 0.1431; 0.2225 0.7169 0.0606; 0.0139 0.0971 0.7141).
    private static readonly double[] ToLinearRgb = [3.13386, -1.61687, -0.49061, -0.97877, 1.91614, 0.03345, 0.07195, -0.22899, 1.40524];
    private static readonly double[] StandardPrimaries = [0.4361, 0.3851, 0.1431, 0.2225, 0.7169, 0.0606, 0.0139, 0.0971, 0.7141];
    private static readonly byte[] Encoded = MakeEncoded();

    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;
    private readonly float[] _matrix = new float[9];

    /// <param name="primaries"><c>[3, 3]</c>, row-major: X, Y, Z (rows) of red, green, blue (columns), under D50.</param>
    /// <param name="red">Linear light, 0..1, of the 256 stored values of red.</param>
    /// <param name="green">The same of green.</param>
    /// <param name="blue">The same of blue.</param>
    public RgbMatrix(ReadOnlySpan<double> primaries, float[] red, float[] green, float[] blue)
    {
        (_red, _green, _blue) = (red, green, blue);
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                for (var k = 0; k < 3; k++)
                    _matrix[(3 * row) + column] += (float)(ToLinearRgb[(3 * row) + k] * primaries[(3 * k) + column] * (Steps - 1));
            }
        }
    }

    /// <summary>Whether conversion would change nothing that is worth it: primaries within 0.002, tones within a third of a grey level.</summary>
    public static bool IsStandard(ReadOnlySpan<double> primaries, float[] red, float[] green, float[] blue)
    {
        for (var i = 0; i < 9; i++)
        {
            if (Math.Abs(primaries[i] - StandardPrimaries[i]) > 0.002)
                return false;
        }

        foreach (var curve in (float[][])[red, green, blue])
        {
            for (var i = 0; i < 256; i++)
            {
                if (Math.Abs((255 * ToEncoded(curve[i])) - i) > 0.35)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Converts <c>[N, 3]</c> in place.</summary>
    public void Apply(Span<byte> pixels)
    {
        var m = _matrix;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var (r, g, b) = (_red[pixels[i]], _green[pixels[i + 1]], _blue[pixels[i + 2]]);
            pixels[i] = Encode((m[0] * r) + (m[1] * g) + (m[2] * b));
            pixels[i + 1] = Encode((m[3] * r) + (m[4] * g) + (m[5] * b));
            pixels[i + 2] = Encode((m[6] * r) + (m[7] * g) + (m[8] * b));
        }
    }

    private static byte Encode(float linear) => Encoded[Math.Clamp((int)(linear + 0.5f), 0, Steps - 1)];

    private static byte[] MakeEncoded()
    {
        var table = new byte[Steps];
        for (var i = 0; i < Steps; i++)
            table[i] = (byte)Math.Round(255 * ToEncoded(i / (Steps - 1.0)));
        return table;
    }

    // IEC 61966-2-1.
    private static double ToEncoded(double linear) => linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
