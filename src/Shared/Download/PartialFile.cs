using System.Security.Cryptography;

namespace MLPipeline;

/// <summary>
/// The part of a download that has arrived: <c>X.partial</c>, its running SHA-256, and beside it <c>X.partial.version</c> with the server's
/// name for this version of the content (a strong ETag or a date), so that only parts of one version are joined.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _finalPath;
    private readonly string _path;
    private readonly string _folderSwitch;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartialFile(string finalPath, string folderSwitch)
    {
        _folderSwitch = folderSwitch;
        _finalPath = finalPath;
        _path = finalPath + ".partial";
        FileStream? stream = null;
        OnDisk(() => stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));
        _stream = stream!;
        Version = File.Exists(VersionPath) ? File.ReadAllText(VersionPath) : null;
    }

    /// <summary>Bytes that have arrived.</summary>
    public long Length { get; private set; }

    /// <summary>The server's name for the content these bytes are part of; null when it gave none.</summary>
    public string? Version { get; private set; }

    /// <summary>Whether bytes of more than one response were joined.</summary>
    public bool IsJoined { get; private set; }

    private string VersionPath => _path + ".version";

    /// <summary>Opens what an earlier run left and hashes it, or begins an empty file.</summary>
    public static async Task<PartialFile> OpenAsync(string finalPath, string folderSwitch, CancellationToken cancellation)
    {
        var partial = new PartialFile(finalPath, folderSwitch);
        try
        {
            var buffer = new byte[1 << 17];
            int read;
            while ((read = await partial._stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                partial._hash.AppendData(buffer, 0, read);
                partial.Length += read;
            }

            return partial;
        }
        catch
        {
            partial.Dispose();
            throw;
        }
    }

    /// <summary>Forgets all bytes: what follows is the beginning of <paramref name="version"/>.</summary>
    public void Restart(string? version) => OnDisk(() =>
    {
        if (Length > 0)
        {
            _stream.SetLength(0);
            _stream.Position = 0;
        }

        _ = _hash.GetHashAndReset();
        (Length, Version, IsJoined) = (0, version, false);
        if (version is null)
        {
            File.Delete(VersionPath);
        }
        else
        {
            File.WriteAllText(VersionPath, version);
        }
    });

    /// <summary>What follows continues the bytes that are there.</summary>
    public void Join() => IsJoined |= Length > 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (IOException error)
        {
            throw CannotWrite(error);
        }

        _hash.AppendData(bytes);
        Length += bytes.Length;
    }

    /// <summary>SHA-256 of the bytes so far, in lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Gives the file its final name. The bytes are on the disk before the name is.</summary>
    public void Complete() => OnDisk(() =>
    {
        _stream.Flush(flushToDisk: true);
        Dispose();
        File.Move(_path, _finalPath, overwrite: true);
        File.Delete(VersionPath);
    });

    public void Delete()
    {
        Dispose();
        File.Delete(_path);
        File.Delete(VersionPath);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void OnDisk(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(error);
        }
    }

    private DownloadException CannotWrite(Exception error) => new(
        $"{_path} cannot be written: {error.Message.TrimEnd('.')}. Free space or mend the folder's rights and run the same command again "
        + $"(what has arrived is kept), or {_folderSwitch} a folder elsewhere.",
        error);
}
