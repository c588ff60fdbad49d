using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// A batch and whose images its rows are. Guarded by its queue; only pixels are written, and the batch is computed, outside the lock.
/// </summary>
internal sealed class GatheredBatch(PredictionBatch rows) : IDisposable
{
    private readonly WaitingImage?[] _images = new WaitingImage?[rows.Capacity];
    private int _writing;

    /// <summary>By row; null for a free one.</summary>
    public ReadOnlySpan<WaitingImage?> Images => _images;

    /// <summary>Rows that are taken.</summary>
    public int Count { get; private set; }

    /// <summary>When the first image came; for a batch that is not empty.</summary>
    public long Began { get; private set; }

    public bool IsFull => Count == rows.Capacity;

    public bool IsBeingWritten => _writing > 0;

    /// <summary>Whether it is out of the queue: its rows stay as they are.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Gives the image a free row; <see cref="Write"/> and <see cref="Written"/> must follow.</summary>
    public int Take(WaitingImage image)
    {
        Began = Count == 0 ? image.Ready : Began;
        var row = Array.IndexOf(_images, null);
        _images[row] = image;
        image.Batch = this;
        Count++;
        _writing++;
        return row;
    }

    public void Write(int row, PreparedImage image) => rows.Write(row, image);

    public void Written() => _writing--;

    /// <summary>Frees the image's row, if it still has one here.</summary>
    public void Remove(WaitingImage image)
    {
        if (Array.IndexOf(_images, image) is >= 0 and var row)
        {
            _images[row] = null;
            Count--;
        }
    }

    /// <summary>Moves the rows together and computes them. Gives those who wait, in the order of the rows.</summary>
    public ReadOnlySpan<WaitingImage?> Compute()
    {
        var count = 0;
        for (var row = 0; row < _images.Length; row++)
        {
            if (_images[row] is { Task.IsCompleted: false } image)
            {
                if (row > count) rows.Copy(row, count);
                _images[count++] = image;
            }
        }

        if (count > 0) rows.Run(count);
        return _images.AsSpan(0, count);
    }

    public ImagePrediction Prediction(int row) => rows.Prediction(row);

    /// <summary>Makes it ready for other images.</summary>
    public void Clear()
    {
        Array.Clear(_images);
        Count = 0;
        IsClosed = false;
    }

    public void Dispose() => rows.Dispose();
}
