using System.Buffers;

namespace MLPipeline.Imaging;

/// <summary>The content of a file in memory borrowed from the shared pool. Dispose it once, after the last use of <see cref="Span"/>. Not thread-safe.</summary>
public sealed class PooledBytes : IDisposable
{
    private readonly int _length;
    private byte[]? _array;

    internal PooledBytes(byte[] rented, int length)
    {
        _array = rented;
        _length = length;
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_array is null, this);
            return _array.AsSpan(0, _length);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_array is not { } array)
            return;
        _array = null;
        ArrayPool<byte>.Shared.Return(array);
    }
}
