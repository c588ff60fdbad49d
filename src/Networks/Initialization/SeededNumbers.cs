using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLPipeline.Networks;

/// <summary>
/// Random numbers from a seed and a name. Only additions, multiplications, divisions and square roots are used, which every machine
/// rounds alike; the logarithm of the standard library is not such an operation, so it is computed here.
/// </summary>
/// <remarks>Sources: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014); Marsaglia, Bray (1964), the polar method.</remarks>
internal sealed class SeededNumbers
{
    /// <summary>1/21, 1/19, …, 1/3, 1.</summary>
    private static readonly double[] OddReciprocals = [.. Enumerable.Range(0, 11).Select(i => 1.0 / (21 - (2 * i)))];

    private ulong _state;
    private double _spare = double.NaN;

    public SeededNumbers(int seed, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}\n{name}")));
        _state = BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>From 0 to below 1, in steps of 2⁻⁵³.</summary>
    public double NextUniform()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Normal with mean 0 and deviation 1.</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        while (true)
        {
            var x = (2 * NextUniform()) - 1;
            var y = (2 * NextUniform()) - 1;
            var square = (x * x) + (y * y);
            if (square is <= 0 or >= 1) continue;
            var factor = Math.Sqrt(-2 * Log(square) / square);
            _spare = y * factor;
            return x * factor;
        }
    }

    /// <summary>The natural logarithm of a positive normal number, to about 1e-15.</summary>
    internal static double Log(double x)
    {
        // x = m · 2ᵉ with m in [√½, √2): ln x = e · ln 2 + 2 artanh s, s = (m - 1) / (m + 1), |s| < 0.1716.
        const double SquareRootOfTwo = 1.4142135623730951;
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m >= SquareRootOfTwo)
        {
            m /= 2;
            exponent++;
        }

        // artanh s = s + s³/3 + s⁵/5 + …; the first term left out, s²³/23, is below 2e-19.
        var s = (m - 1) / (m + 1);
        var square = s * s;
        var series = 0.0;
        foreach (var reciprocal in OddReciprocals) series = (series * square) + reciprocal;
        return (exponent * 0.6931471805599453) + (2 * s * series);
    }
}
