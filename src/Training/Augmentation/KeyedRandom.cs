namespace MLPipeline.Training;

/// <summary>
/// Random numbers that depend on a key alone: SplitMix64 (Steele, Lea, Flood 2014) started at a hash of (seed, epoch, item, use). Any order of
/// the images and any number of threads draw the same numbers.
/// </summary>
internal struct KeyedRandom
{
    private const ulong Increment = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio

    private ulong _state;

    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The pass over the data.</param>
    /// <param name="item">Index of the image, or of the batch.</param>
    /// <param name="use">What the numbers are for: position of the transform.</param>
    public KeyedRandom(int seed, int epoch, int item, int use)
    {
        _state = Mix((uint)seed + Increment);
        _state = Mix((_state ^ (uint)epoch) + Increment);
        _state = Mix((_state ^ (uint)item) + Increment);
        _state = Mix((_state ^ (uint)use) + Increment);
    }

    /// <summary>All 64 bits.</summary>
    public ulong NextBits() => Mix(_state += Increment);

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [<paramref name="minimum"/>, <paramref name="maximum"/>).</summary>
    public double NextBetween(double minimum, double maximum) => minimum + (NextDouble() * (maximum - minimum));

    /// <summary>Uniform in 0 … <paramref name="count"/> - 1: the upper half of a 128-bit product (Lemire 2019), its bias below 2^-32.</summary>
    public int NextIndex(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with that probability.</summary>
    public bool NextChance(double probability) => NextDouble() < probability;

    /// <summary>Beta(a, a) from two gamma variables, by their logarithms: for small a the variables themselves underflow.</summary>
    public double NextBeta(double a)
    {
        var (x, y) = (NextLogGamma(a), NextLogGamma(a));
        return 1 / (1 + Math.Exp(y - x));
    }

    /// <summary>Marsaglia and Tsang 2000 for shape a + 1, brought down to a by log U / a.</summary>
    private double NextLogGamma(double a)
    {
        var d = a + 1 - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = NextNormal();
            var root = 1 + (c * normal);
            if (root <= 0)
            {
                continue;
            }

            var v = root * root * root;
            if (Math.Log(1 - NextDouble()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d * v) + (Math.Log(1 - NextDouble()) / a);
            }
        }
    }

    /// <summary>Box and Muller 1958.</summary>
    private double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
