namespace MLPipeline.Training;

/// <summary>Seeds for the parts of a run that draw random numbers: where a run is decides all of them, so that none has to be saved.</summary>
internal static class RandomSeed
{
    // An image's transforms draw with their position, from 0, a batch's mixture with -1.
    private const int OrderUse = -2;
    private const int DropoutUse = -3;

    /// <summary>For the order of an epoch's images.</summary>
    public static int OfOrder(int seed, int epoch) => (int)new KeyedRandom(seed, epoch, 0, OrderUse).NextBits();

    /// <summary>For the dropout masks of a batch.</summary>
    public static ulong OfDropout(int seed, int epoch, int batch) => new KeyedRandom(seed, epoch, batch, DropoutUse).NextBits();
}
