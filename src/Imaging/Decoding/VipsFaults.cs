namespace MLPipeline.Imaging.Decoding;

/// <summary>Turns libvips's messages into faults and sentences.</summary>
internal static class VipsFaults
{
    // libjpeg's warnings of data that is not there or not right. Its other warnings (stray bytes before a marker, an unknown JFIF revision, ...) leave the picture whole.
    private static readonly string[] Damage = ["premature end", "bad Huffman code", "bad arithmetic code", "instead of RST", "Corrupt JPEG data: found marker", "VipsJpeg: out of order"];

    private static readonly string[] EarlyEnd = ["premature end", "end of file", "end of stream", "read error", "truncated", "unexpected end", "out of data", "not enough data", "insufficient data"];

    /// <summary>Whether a JPEG's message is about lost pixels; errors (not warnings) are not asked for, because they fail at any strictness.</summary>
    public static bool IsDamage(string message) => ContainsAny(message, Damage);

    public static ImageException Describe(ImageFormat format, string message)
    {
        var name = format.ToString();
        return ContainsAny(message, EarlyEnd)
            ? new(ImageFault.Truncated, $"the {name} image ends early ({message}).")
            : new(ImageFault.Corrupt, $"the {name} image is damaged ({message}).");
    }

    private static bool ContainsAny(string message, string[] parts) => Array.Exists(parts, part => message.Contains(part, StringComparison.OrdinalIgnoreCase));
}
