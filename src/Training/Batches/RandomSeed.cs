namespace MLPipeline.Training;

/// <summary>What random numbers are for; each has its own, so that none repeat another's.</summary>
internal enum RandomUse
{
    Order = 1,
    Mixing,
    Dropout,
}

/// <summary>Seeds for the parts of a run that draw random numbers: where a run is decides all of them, so that none has to be saved.</summary>
internal static class RandomSeed
{
    /// <summary>The seed of an epoch, or of one of its batches.</summary>
    public static ulong Of(int seed, RandomUse use, int epoch, int batch = 0) => Mix(Mix(Mix(((ulong)use << 32) + (uint)seed) + (uint)epoch) + (uint)batch);

    /// <summary>SplitMix64 (G. Steele, D. Lea, C. Flood 2014).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
