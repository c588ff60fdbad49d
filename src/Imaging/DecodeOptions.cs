namespace MLPipeline.Imaging;

/// <summary>What the decoder accepts. Immutable; share one instance between threads.</summary>
public sealed record DecodeOptions
{
    private readonly long _maxPixels = 90_000_000;
    private readonly long _maxBytes = 256L << 20;

    /// <summary>The defaults of every property.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>
    /// The largest width x height that is decoded; more is refused from the header alone, before memory is taken. At least 1, default 90 million:
    /// full-frame cameras end at 61 megapixels; medium-format and 108-megapixel photographs need a higher value.
    /// </summary>
    public long MaxPixels
    {
        get => _maxPixels;
        init => _maxPixels = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxPixels), value, "MaxPixels must be at least 1.");
    }

    /// <summary>The longest encoded image in bytes. At least 1, default 256 MiB.</summary>
    public long MaxBytes
    {
        get => _maxBytes;
        init => _maxBytes = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxBytes), value, "MaxBytes must be at least 1.");
    }

    /// <summary>
    /// Takes what is there of a JPEG, PNG, GIF or TIFF that ends early or is damaged inside; the missing part is filled with grey or black. False by default:
    /// such an image is an error. WebP, AVIF and BMP that end early are always an error.
    /// </summary>
    public bool AcceptTruncated { get; init; }
}
