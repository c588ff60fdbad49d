namespace MLPipeline.Training;

/// <summary>Features of images, one row each, <c>[Count, Width]</c>. Safe to read from many threads.</summary>
public interface IFeatureRows
{
    /// <summary>Rows.</summary>
    int Count { get; }

    /// <summary>Numbers in a row.</summary>
    int Width { get; }

    /// <summary>Row <paramref name="index"/>, <c>[Width]</c>.</summary>
    ReadOnlySpan<float> Row(int index);
}
