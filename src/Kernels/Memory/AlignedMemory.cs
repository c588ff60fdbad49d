using System.Runtime.InteropServices;

namespace MLPipeline.Kernels.Memory;

/// <summary>32-bit floats outside the managed heap, aligned to 64 bytes (a cache line, a 512-bit register), all zero at first.</summary>
public sealed unsafe class AlignedMemory : IDisposable
{
    private float* _pointer;

    /// <summary>Takes memory for <paramref name="length"/> floats.</summary>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public AlignedMemory(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)Math.Max(1, length) * sizeof(float));
        var isLarge = LargePages.Suit(bytes);
        _pointer = (float*)NativeMemory.AlignedAlloc(bytes, isLarge ? LargePages.Size : 64);
        if (isLarge) LargePages.Ask(_pointer, bytes);
        NativeMemory.Clear(_pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Gives memory back that nobody disposed of.</summary>
    ~AlignedMemory() => Free();

    /// <summary>How many floats there are.</summary>
    public long Length { get; }

    /// <summary>The first float.</summary>
    public float* Start
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == null, this);
            return _pointer;
        }
    }

    /// <summary>Part of the floats, at most 2^31 - 1 at a time.</summary>
    public Span<float> Span(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new Span<float>(Start + start, length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer == null) return;
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.RemoveMemoryPressure(Math.Max(1, Length) * sizeof(float));
    }
}
