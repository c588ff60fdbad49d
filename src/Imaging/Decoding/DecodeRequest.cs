namespace MLPipeline.Imaging.Decoding;

/// <summary>Pinned bytes of a known format, and what is wanted of them: exactly one of <see cref="Header"/>, <see cref="Whole"/> and <see cref="Destination"/> with <see cref="Rule"/>.</summary>
internal unsafe ref struct DecodeRequest
{
    public byte* Data;
    public int Length;
    public ImageFormat Format;
    public DecodeOptions Options;
    public Strictness Strictness;

    /// <summary>How the picture is resized into <see cref="Destination"/>.</summary>
    public ResizeRule? Rule;

    /// <summary><c>[Rule.Height, Rule.Width, 3]</c>.</summary>
    public Span<byte> Destination;

    /// <summary>Receives the picture in its own size.</summary>
    public ref RgbImage? Whole;

    /// <summary>Receives what the file says about itself.</summary>
    public ref ImageHeader? Header;

    public readonly ReadOnlySpan<byte> Encoded => new(Data, Length);
}
