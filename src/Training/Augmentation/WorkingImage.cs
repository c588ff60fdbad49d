namespace MLPipeline.Training;

/// <summary>
/// The image that transforms work on, <c>[Height, Width, Channels]</c> bytes, and the scratch memory of one worker. Buffers grow to the largest
/// image and are then used again.
/// </summary>
internal sealed class WorkingImage(int outputHeight, int outputWidth, byte[] meanColor)
{
    private byte[] _pixels = [];
    private byte[] _next = [];
    private readonly float[][] _floats = [[], [], []];
    private int[] _integers = [];

    public int Height { get; private set; }

    public int Width { get; private set; }

    public int Channels => MeanColor.Length;

    /// <summary>Bytes of a row.</summary>
    public int Stride => Width * Channels;

    /// <summary>The size that the network wants.</summary>
    public int OutputHeight { get; } = outputHeight;

    /// <inheritdoc cref="OutputHeight"/>
    public int OutputWidth { get; } = outputWidth;

    /// <summary>The data's mean colour, 0 after normalisation; one byte per channel.</summary>
    public byte[] MeanColor { get; } = meanColor;

    public Span<byte> Pixels => _pixels.AsSpan(0, Height * Stride);

    public void Load(ReadOnlySpan<byte> pixels, int height, int width)
    {
        Grow(ref _pixels, pixels.Length);
        (Height, Width) = (height, width);
        pixels.CopyTo(_pixels);
    }

    public Span<byte> Row(int y) => _pixels.AsSpan(y * Stride, Stride);

    /// <summary>Room for the transformed image, its content undefined; <see cref="Pixels"/> stay until <see cref="Replace"/>.</summary>
    public Span<byte> Next(int height, int width)
    {
        var length = height * width * Channels;
        Grow(ref _next, length);
        return _next.AsSpan(0, length);
    }

    /// <summary>Makes what was written to <see cref="Next"/> the image.</summary>
    public void Replace(int height, int width)
    {
        (_pixels, _next) = (_next, _pixels);
        (Height, Width) = (height, width);
    }

    /// <param name="slot">0 to 2: buffers that are in use at the same time.</param>
    /// <param name="length">The content is undefined.</param>
    public Span<float> Floats(int slot, int length)
    {
        Grow(ref _floats[slot], length);
        return _floats[slot].AsSpan(0, length);
    }

    public Span<int> Integers(int length)
    {
        Grow(ref _integers, length);
        return _integers.AsSpan(0, length);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }
}
