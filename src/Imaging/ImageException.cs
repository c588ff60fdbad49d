namespace MLPipeline.Imaging;

/// <summary>Why an image could not be had.</summary>
public enum ImageFault
{
    /// <summary>The bytes are no image of any known kind.</summary>
    NotAnImage,

    /// <summary>A known kind of image or document that is not decoded (HEIC, SVG, PDF, ...).</summary>
    UnsupportedFormat,

    /// <summary>The kind is right, the content is damaged.</summary>
    Corrupt,

    /// <summary>The content ends early.</summary>
    Truncated,

    /// <summary>Zero bytes.</summary>
    Empty,

    /// <summary>More pixels than <see cref="DecodeOptions.MaxPixels"/>.</summary>
    TooManyPixels,

    /// <summary>More bytes than <see cref="DecodeOptions.MaxBytes"/>.</summary>
    TooManyBytes,

    /// <summary>No such file, or a link that leads nowhere.</summary>
    NotFound,

    /// <summary>The operating system refuses to read the file.</summary>
    AccessDenied,

    /// <summary>A folder, device or pipe.</summary>
    NotAFile,
}

/// <summary>An image that could not be read. The message is a sentence for people; <see cref="Fault"/> is for programs.</summary>
public sealed class ImageException : Exception
{
    /// <param name="fault">The kind of fault.</param>
    /// <param name="reason">A sentence without the path.</param>
    /// <param name="path">The file, where there is one; it is put before the reason.</param>
    /// <param name="innerException">What led to this, if anything did.</param>
    public ImageException(ImageFault fault, string reason, string? path = null, Exception? innerException = null)
        : base(path is null ? reason : $"{path}: {reason}", innerException)
    {
        Fault = fault;
        Reason = reason;
        Path = path;
    }

    /// <summary>The kind of fault.</summary>
    public ImageFault Fault { get; }

    /// <summary>The message without the path.</summary>
    public string Reason { get; }

    /// <summary>The file, or null when the image came from memory or a stream.</summary>
    public string? Path { get; }

    internal ImageException At(string path) => new(Fault, Reason, path, this);
}
