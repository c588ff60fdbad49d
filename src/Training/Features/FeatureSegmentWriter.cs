using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>
/// Writes one cache file under a temporary name and renames it into place when it is complete, so that a reader sees all of it or
/// nothing, whenever the process dies. Not thread-safe.
/// </summary>
internal sealed class FeatureSegmentWriter : IDisposable
{
    private readonly string _temporaryPath;
    private readonly int _width;
    private readonly FileStream _stream;
    private readonly List<(ContentHash Content, uint Checksum)> _rows = [];
    private bool _completed;

    public FeatureSegmentWriter(string folder, int width)
    {
        _width = width;
        _temporaryPath = Path.Combine(folder, $"{Guid.NewGuid():N}{FeatureSegmentFormat.TemporaryExtension}");

        // Not shared: that is how others know that its writer still lives.
        _stream = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        _stream.Write(new byte[FeatureSegmentFormat.HeaderSize]);
    }

    public int Count => _rows.Count;

    public void Add(ContentHash content, ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, _width);
        _stream.Write(MemoryMarshal.AsBytes(row));
        _rows.Add((content, FeatureSegmentFormat.Checksum(row)));
    }

    /// <summary>Makes the file visible to readers.</summary>
    public void Complete()
    {
        var order = Enumerable.Range(0, _rows.Count).ToArray();
        Array.Sort(order, (a, b) => _rows[a].Content.CompareTo(_rows[b].Content));
        Span<byte> entry = stackalloc byte[FeatureSegmentFormat.EntrySize];
        foreach (var row in order)
        {
            _rows[row].Content.CopyTo(entry);
            BinaryPrimitives.WriteInt32LittleEndian(entry[FeatureSegmentFormat.HashSize..], row);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[(FeatureSegmentFormat.HashSize + 4)..], _rows[row].Checksum);
            _stream.Write(entry);
        }

        Span<byte> header = stackalloc byte[FeatureSegmentFormat.HeaderSize];
        FeatureSegmentFormat.WriteHeader(header, _width, _rows.Count);
        _stream.Position = 0;
        _stream.Write(header);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporaryPath, Path.ChangeExtension(_temporaryPath, FeatureSegmentFormat.Extension));
        _completed = true;
    }

    /// <summary>Removes the file unless it was completed.</summary>
    public void Dispose()
    {
        if (!_completed)
        {
            _stream.Dispose();
            File.Delete(_temporaryPath);
        }
    }
}
