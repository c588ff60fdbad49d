namespace MLPipeline.Imaging.Resampling;

/// <summary>Rows of RGB bytes, asked for from top to bottom, so that an image can be resized while it is decoded.</summary>
internal unsafe interface IRowSource
{
    int Width { get; }

    int Height { get; }

    /// <summary>
    /// The rows [<paramref name="first"/>, <paramref name="end"/>), one after the other, 3 x <see cref="Width"/> bytes each. Neither value may be smaller than in the call before;
    /// the memory is valid until the next call.
    /// </summary>
    byte* Rows(int first, int end);
}

/// <summary>Rows of an image that lies in pinned memory.</summary>
internal readonly unsafe struct MemoryRows(byte* pixels, int width, int height) : IRowSource
{
    public int Width => width;

    public int Height => height;

    public byte* Rows(int first, int end) => pixels + ((nint)first * width * 3);
}
