using System.Runtime.CompilerServices;

namespace MLPipeline.Kernels.Memory;

/// <summary>A few floats in memory that does not move, all zero at first.</summary>
internal sealed unsafe class PinnedFloats
{
    private readonly float[] _floats;

    public PinnedFloats(int length)
    {
        _floats = GC.AllocateArray<float>(Math.Max(1, length), pinned: true);
        Start = (float*)Unsafe.AsPointer(ref _floats[0]);
    }

    public float* Start { get; }
}
