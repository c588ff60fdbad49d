using System.Buffers;
using System.Globalization;

namespace MLPipeline.Imaging;

/// <summary>Reads whole files and says in the terms of <see cref="ImageFault"/> why one cannot be read. Thread-safe.</summary>
public static class ImageFileReader
{
    /// <summary>The content of a file.</summary>
    /// <param name="path">A file, or a link to one.</param>
    /// <param name="maxBytes">Longer files are refused before they are read. Default as in <see cref="DecodeOptions.MaxBytes"/>.</param>
    /// <exception cref="ImageException">Missing, a dead link, a folder, no permission, empty, too long, or the device fails; the message names the path.</exception>
    public static byte[] Read(string path, long maxBytes = 256L << 20)
    {
        using var bytes = ReadPooled(path, maxBytes);
        return bytes.Span.ToArray();
    }

    /// <summary>As <see cref="Read"/>, into pooled memory: for reading many.</summary>
    /// <inheritdoc cref="Read" path="/param|/exception"/>
    public static PooledBytes ReadPooled(string path, long maxBytes = 256L << 20)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            RefuseFolders(path);
            using var stream = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            return stream.CanSeek ? ReadPooled(stream, maxBytes) : throw new ImageException(ImageFault.NotAFile, "this is a device or a pipe, not a file.");
        }
        catch (ImageException e)
        {
            throw e.At(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            var reason = IsLink(path) ? "this is a link, and what it leads to does not exist." : "there is no such file.";
            throw new ImageException(ImageFault.NotFound, reason, path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageFault.AccessDenied, "the file may not be read (no permission).", path, e);
        }
        catch (IOException e)
        {
            throw new ImageException(ImageFault.AccessDenied, $"the file cannot be read ({e.Message})", path, e);
        }
    }

    internal static PooledBytes ReadPooled(Stream stream, long maxBytes)
    {
        var known = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (known > maxBytes)
            throw TooManyBytes(known, maxBytes);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(known + 1, 4096), Array.MaxLength)); // one more: the end shows without growing
        var length = 0;
        try
        {
            int count;
            while ((count = stream.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += count;
                if (length > maxBytes)
                    throw TooManyBytes(length, maxBytes);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }

        var bytes = new PooledBytes(buffer, length);
        if (length > 0)
            return bytes;
        bytes.Dispose();
        throw Empty();
    }

    internal static ImageException Empty() => new(ImageFault.Empty, "there are no bytes.");

    internal static ImageException TooManyBytes(long length, long limit) => new(ImageFault.TooManyBytes, string.Create(
        CultureInfo.InvariantCulture, $"there are {length:N0} bytes or more; at most {limit:N0} are accepted (DecodeOptions.MaxBytes)."));

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length == Array.MaxLength)
            throw TooManyBytes(buffer.Length, buffer.Length - 1);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * buffer.Length, Array.MaxLength));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // Opening a folder gives "access denied" on every platform, which would send people the wrong way.
    private static void RefuseFolders(string path)
    {
        if (Directory.Exists(path))
            throw new ImageException(ImageFault.NotAFile, "this is a folder, not a file.");
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
