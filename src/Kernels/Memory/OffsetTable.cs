namespace MLPipeline.Kernels.Memory;

/// <summary>Offsets in memory that does not move, for kernels to read by pointer.</summary>
internal sealed unsafe class OffsetTable
{
    private readonly nint[] _offsets;

    /// <summary>A table of the offsets.</summary>
    public OffsetTable(IEnumerable<long> offsets)
    {
        nint[] given = [.. offsets.Select(offset => (nint)offset)];
        Count = given.Length;
        _offsets = GC.AllocateUninitializedArray<nint>(Math.Max(1, Count), pinned: true);
        given.CopyTo(_offsets, 0);
        Start = (nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _offsets[0]);
    }

    /// <summary>How many offsets were given.</summary>
    public int Count { get; }

    /// <summary>The first offset.</summary>
    public nint* Start { get; }
}
