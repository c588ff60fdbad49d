namespace MLPipeline;

/// <summary>Where the bytes of a published file come from: the published address, or the user's mirror (<c>--from</c>).</summary>
internal static class DownloadSource
{
    /// <summary>
    /// The address of the file itself. <paramref name="from"/> may be a base address or a folder (the file's name is appended), or the
    /// address or path of the file (its last part ends in the file's extension); <c>http</c>, <c>https</c>, <c>file</c> and plain paths are
    /// understood.
    /// </summary>
    public static Uri Resolve(RemoteFile file, string? from)
    {
        if (from is null)
        {
            return file.Address;
        }

        var address = from.Contains("://", StringComparison.Ordinal) ? ParseUrl(from) : new Uri(Path.GetFullPath(from));
        return address.AbsolutePath.EndsWith(Path.GetExtension(file.Name), StringComparison.OrdinalIgnoreCase)
            ? address
            : new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') + "/" + file.Name }.Uri;
    }

    private static Uri ParseUrl(string from)
        => Uri.TryCreate(from, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or "file")
            ? address
            : throw new DownloadException(
                $"--from '{from}' is not an address to download from. "
                + "Valid: http://…, https://… or file://…, or the path of a folder or file; a base address or folder gets the file's name appended.");
}
