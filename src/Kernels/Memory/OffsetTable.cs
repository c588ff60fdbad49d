namespace MLPipeline.Kernels.Memory;

/// <summary>Offsets in memory that does not move, for kernels to read by pointer.</summary>
internal sealed unsafe class OffsetTable
{
    private readonly nint[] _offsets;

    /// <summary>A table of the offsets, its end filled with the last one up to a multiple of <paramref name="multiple"/>.</summary>
    public OffsetTable(IEnumerable<long> offsets, int multiple = 1)
    {
        nint[] given = [.. offsets.Select(offset => (nint)offset)];
        Count = given.Length;
        var padded = (Count + multiple - 1) / multiple * multiple;
        _offsets = GC.AllocateUninitializedArray<nint>(Math.Max(1, padded), pinned: true);
        given.CopyTo(_offsets, 0);
        if (Count > 0) _offsets.AsSpan(Count).Fill(given[^1]);
        Start = (nint*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _offsets[0]);
    }

    /// <summary>How many offsets were given.</summary>
    public int Count { get; }

    /// <summary>The first offset.</summary>
    public nint* Start { get; }
}
