using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>
/// Features on disk, found by what they were computed from: one folder per backbone, preprocessing and device, in it files that are
/// never changed once they are visible. Several processes may use a folder at once, and any of them may be killed: each writes files
/// of its own and renames them into place when complete.
/// </summary>
internal sealed class FeatureCache : IDisposable
{
    private const int RowsPerSegment = 1024; // what a killed process loses at the most
    private const int MostSegments = 16;

    private readonly string _folder;
    private readonly int _width;
    private readonly List<FeatureSegment> _segments = [];
    private FeatureSegmentWriter? _writer;

    private FeatureCache(string folder, int width)
    {
        _folder = folder;
        _width = width;
    }

    /// <summary>Opens the cache of one key, making its folder when needed.</summary>
    /// <param name="root">Folder of all caches.</param>
    /// <param name="key">Names everything but the image that the features depend on; fit for a folder name.</param>
    /// <param name="width">Numbers per image.</param>
    public static FeatureCache Open(string root, string key, int width)
    {
        var cache = new FeatureCache(Path.Combine(root, key), width);
        Directory.CreateDirectory(cache._folder);
        cache.RemoveAbandoned();
        cache.OpenSegments();
        return cache;
    }

    /// <summary>Where the features of an image lie, or null.</summary>
    public FeatureLocation? Find(ContentHash content)
    {
        foreach (var segment in _segments)
        {
            var row = segment.Find(content);
            if (row >= 0)
            {
                return new FeatureLocation(segment, row);
            }
        }

        return null;
    }

    /// <summary>Adds the features of an image; they can be found after <see cref="Commit"/>.</summary>
    public void Add(ContentHash content, ReadOnlySpan<float> row)
    {
        _writer ??= new FeatureSegmentWriter(_folder, _width);
        _writer.Add(content, row);
        if (_writer.Count == RowsPerSegment)
        {
            CompleteWriter();
        }
    }

    /// <summary>Makes everything added visible, here and to other processes, and merges small files when there are many.</summary>
    public void Commit()
    {
        CompleteWriter();
        CloseSegments();
        OpenSegments();
        if (_segments.Count > MostSegments)
        {
            Merge();
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        CloseSegments();
    }

    private void CompleteWriter()
    {
        if (_writer is { Count: > 0 })
        {
            _writer.Complete();
        }

        _writer?.Dispose();
        _writer = null;
    }

    private void OpenSegments()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                foreach (var path in Directory.EnumerateFiles(_folder, "*" + FeatureSegmentFormat.Extension).Order(StringComparer.Ordinal))
                {
                    if (FeatureSegment.Open(path, _width) is { } segment)
                    {
                        _segments.Add(segment);
                    }
                }

                return;
            }
            catch (FileNotFoundException) when (attempt < 10)
            {
                CloseSegments(); // another process merged files between the listing and the opening: list again
            }
        }
    }

    private void CloseSegments()
    {
        _segments.ForEach(segment => segment.Dispose());
        _segments.Clear();
    }

    private void Merge()
    {
        using (var writer = new FeatureSegmentWriter(_folder, _width))
        {
            var written = new HashSet<ContentHash>();
            foreach (var segment in _segments)
            {
                foreach (var content in segment.Contents())
                {
                    var row = segment.Find(content);
                    if (row >= 0 && written.Add(content))
                    {
                        writer.Add(content, segment.Row(row));
                    }
                }
            }

            writer.Complete();
        }

        var merged = _segments.ConvertAll(segment => segment.Path);
        CloseSegments();
        foreach (var path in merged)
        {
            TryDelete(path);
        }

        OpenSegments();
    }

    /// <summary>Deletes what killed processes left behind. A living writer holds its file open without sharing it.</summary>
    private void RemoveAbandoned()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + FeatureSegmentFormat.TemporaryExtension))
        {
            if (TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(path) < TimeSpan.FromMinutes(1))
            {
                continue; // perhaps just made and not locked yet
            }

            try
            {
                using var _ = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                continue; // in use, completed or gone
            }

            TryDelete(path);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // Windows keeps a file that another process has mapped; the next merge removes it.
        }
        catch (UnauthorizedAccessException)
        {
            // as above
        }
    }
}

/// <summary>A row in a cache file.</summary>
internal readonly record struct FeatureLocation(FeatureSegment Segment, int Row);
