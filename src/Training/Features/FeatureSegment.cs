using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>One complete cache file, mapped into memory: its pages are the file's own and cost no memory of the process's. Immutable, thread-safe.</summary>
internal sealed unsafe class FeatureSegment : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _width;

    private FeatureSegment(string path, MemoryMappedFile file, MemoryMappedViewAccessor view, int width, int count)
    {
        Path = path;
        _file = file;
        _view = view;
        _width = width;
        Count = count;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    public int Count { get; }

    /// <summary>Maps a file; null when it is no complete file for rows of that width.</summary>
    /// <exception cref="FileNotFoundException">Another process has merged it into a larger one meanwhile.</exception>
    public static FeatureSegment? Open(string path, int width)
    {
        // Others may rename or delete it while it is mapped (on Windows too).
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[FeatureSegmentFormat.HeaderSize];
        var count = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            ? FeatureSegmentFormat.ReadHeader(header, width, stream.Length)
            : null;
        if (count is null)
        {
            stream.Dispose();
            return null;
        }

        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return new FeatureSegment(path, file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), width, count.Value);
    }

    public ReadOnlySpan<float> Row(int row) => new(_start + FeatureSegmentFormat.HeaderSize + ((long)row * _width * sizeof(float)), _width);

    /// <summary>The row of an image, or -1 when it is not here or damaged.</summary>
    public int Find(ContentHash content)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            var entry = Entry(middle);
            var order = new ContentHash(entry[..FeatureSegmentFormat.HashSize]).CompareTo(content);
            if (order == 0)
            {
                var row = BinaryPrimitives.ReadInt32LittleEndian(entry[FeatureSegmentFormat.HashSize..]);
                var checksum = BinaryPrimitives.ReadUInt32LittleEndian(entry[(FeatureSegmentFormat.HashSize + 4)..]);
                return (uint)row < (uint)Count && FeatureSegmentFormat.Checksum(Row(row)) == checksum ? row : -1;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>Every image in the file, by content.</summary>
    public IEnumerable<ContentHash> Contents()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new ContentHash(Entry(i)[..FeatureSegmentFormat.HashSize]);
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private ReadOnlySpan<byte> Entry(int index) =>
        new(_start + FeatureSegmentFormat.HeaderSize + ((long)Count * _width * sizeof(float)) + ((long)index * FeatureSegmentFormat.EntrySize), FeatureSegmentFormat.EntrySize);
}
