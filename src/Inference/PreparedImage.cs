using System.Collections.Concurrent;
using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>
/// An image at the size of a network, not yet in a batch. It comes from <see cref="PredictionEngine.Prepare"/> and goes into batches of
/// the same engine. Not thread-safe.
/// </summary>
public sealed class PreparedImage : IDisposable
{
    private readonly InputContract _input;
    private readonly ConcurrentBag<PreparedImage> _idle;
    private readonly byte[] _pixels;
    private bool _inUse;

    internal PreparedImage(InputContract input, ConcurrentBag<PreparedImage> idle)
    {
        _input = input;
        _idle = idle;
        _pixels = new byte[input.Resize.Width * input.Resize.Height * 3];
    }

    /// <summary>RGB, <c>[H, W, 3]</c>.</summary>
    internal ReadOnlySpan<byte> Pixels
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_inUse, this);
            return _pixels;
        }
    }

    internal void Decode(ImageSource image, DecodeOptions options)
    {
        _inUse = true;
        image.DecodeInto(_input.Resize, _pixels, options);
    }

    /// <summary>Gives the memory back to the engine.</summary>
    public void Dispose()
    {
        if (_inUse)
        {
            _inUse = false;
            _idle.Add(this);
        }
    }
}
