namespace MLPipeline.Imaging.Decoding;

/// <summary>Turns libvips's messages into faults and sentences.</summary>
internal static class VipsFaults
{
    // How libjpeg, nsgif and libtiff say that there is no more to read.
    private static readonly string[] EndMessages = ["premature end", "unexpected end", "bad seek", "IO error during reading"];

    // libjpeg's warnings of data that is not there or not right. Its other warnings (stray bytes before a marker, an unknown JFIF revision, ...) leave the picture whole.
    private static readonly string[] Damage = ["premature end", "bad Huffman code", "bad arithmetic code", "instead of RST"];

    /// <summary>Whether a JPEG's message is about lost pixels; errors (not warnings) are not asked for, because they fail at any strictness.</summary>
    public static bool IsDamage(string message) => ContainsAny(message, Damage);

    /// <summary>What to throw for a file that libvips could not read.</summary>
    public static ImageException Describe(ImageFormat format, ReadOnlySpan<byte> file, string message)
    {
        var name = format.ToString();
        return EarlyEnd.IsCertain(format, file) || ContainsAny(message, EndMessages)
            ? new(ImageFault.Truncated, $"the {name} image ends early ({message}).")
            : new(ImageFault.Corrupt, $"the {name} image is damaged ({message}).");
    }

    private static bool ContainsAny(string message, string[] parts) => Array.Exists(parts, part => message.Contains(part, StringComparison.OrdinalIgnoreCase));
}
