using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>What became of one image in a batch run: its row of numbers, or the reason why there is none.</summary>
public readonly ref struct ImageRow
{
    internal ImageRow(long index, ImageSource source, ReadOnlySpan<float> values, ImageException? fault)
    {
        Index = index;
        Source = source;
        Values = values;
        Fault = fault;
    }

    /// <summary>The image's place in the input, from 0.</summary>
    public long Index { get; }

    /// <summary>The image.</summary>
    public ImageSource Source { get; }

    /// <summary>The network's output for it, <c>[D]</c>; empty when it could not be read. Valid only inside the handler.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Why the image could not be read; null when it could.</summary>
    public ImageException? Fault { get; }
}

/// <summary>Receives the rows of a batch run, in input order and never two at once, on the run's own threads.</summary>
public delegate void ImageRowHandler(ImageRow row);
