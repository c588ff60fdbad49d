using System.Collections.Concurrent;
using MLPipeline.Imaging;

namespace MLPipeline.Training;

/// <summary>
/// Reads the files of the next batch in the background, one after another: the disk works while the cores compute, and no more than one thread takes
/// time from them.
/// </summary>
internal sealed class FileReadAhead(LabeledFile[] files, long maxBytes) : IDisposable
{
    private readonly ConcurrentDictionary<int, PooledBytes> _ready = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Starts to read; waits for what was begun before, and forgets what of it was never taken.</summary>
    public void Begin(IReadOnlyList<int> indices)
    {
        Clear();
        if (indices.Count > 0) _reading = Task.Run(() => Read(indices));
    }

    /// <summary>The content of a file, read ahead or now.</summary>
    /// <exception cref="ImageException">It cannot be read.</exception>
    public PooledBytes Take(int index)
    {
        _reading.Wait();
        return _ready.TryRemove(index, out var bytes) ? bytes : ImageFileReader.ReadPooled(files[index].Path, maxBytes);
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        _reading.Wait();
        foreach (var index in _ready.Keys)
        {
            if (_ready.TryRemove(index, out var bytes)) bytes.Dispose();
        }
    }

    private void Read(IReadOnlyList<int> indices)
    {
        foreach (var index in indices)
        {
            if (_ready.ContainsKey(index)) continue; // a small set fills a batch with the same image twice
            try
            {
                _ready[index] = ImageFileReader.ReadPooled(files[index].Path, maxBytes);
            }
            catch (ImageException)
            {
                // Whoever takes the file reads it again, and is told.
            }
        }
    }
}
