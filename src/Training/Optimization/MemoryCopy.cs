using MLPipeline.Kernels.Memory;

namespace MLPipeline.Training;

/// <summary>Copies memory of any length.</summary>
internal static unsafe class MemoryCopy
{
    /// <summary>Copies all of <paramref name="source"/> over <paramref name="destination"/>, which has the same length.</summary>
    public static void Copy(AlignedMemory source, AlignedMemory destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        var bytes = source.Length * sizeof(float);
        Buffer.MemoryCopy(source.Start, destination.Start, bytes, bytes);
    }
}
