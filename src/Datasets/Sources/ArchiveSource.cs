using System.Formats.Tar;
using System.IO.Compression;

namespace MLPipeline.Datasets;

/// <summary>The members of a <c>.tar.gz</c> archive, known by the last part of their names. An archive is read no further than the last one wanted.</summary>
internal sealed class ArchiveSource(string path, PixelFormat format) : IPixelFiles
{
    public void Visit(IReadOnlyList<string> names, Action<string, DataStream> read)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        using var file = DataStream.OpenFile(path);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (wanted.Count > 0 && Next(archive, file) is { } entry)
        {
            var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (entry.DataStream is not { } content || !wanted.Remove(name))
                continue;

            using var data = new DataStream($"{path}: {entry.Name}", content, entry.Length, format.FaultKind);
            read(name, data);
        }

        if (wanted.Count > 0)
            throw new DatasetException(wanted.Order(StringComparer.Ordinal).Select(name => new DatasetFault(
                DatasetFaultKind.NotFound, path, $"the archive has no member {name}", "Fetch the archive again")));
    }

    private TarEntry? Next(TarReader archive, FileStream file)
    {
        try
        {
            return archive.GetNextEntry();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new DatasetException(new DatasetFault(
                format.FaultKind, $"{path}, byte {file.Position}", $"the archive cannot be unpacked there ({e.Message.TrimEnd('.')})", "Fetch the archive again"));
        }
        catch (IOException e)
        {
            throw DataStream.Unreadable(path, e);
        }
    }
}
