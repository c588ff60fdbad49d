namespace MLPipeline.Training;

/// <summary>Labelled images in their parts, ready to train a whole network with.</summary>
public sealed record ClassifierData : IDisposable
{
    /// <summary>The images to learn from.</summary>
    public required ClassifierImages Train { get; init; }

    /// <summary>The images that the best epoch is chosen with; null for none.</summary>
    public ClassifierImages? Validation { get; init; }

    /// <summary>The images that the finished network is measured with; null for none.</summary>
    public ClassifierImages? Test { get; init; }

    /// <summary>The images that the finished file is checked with, of the network's own size; null for none.</summary>
    public ClassifierImages? Sample { get; init; }

    /// <summary>What a model file says about the data.</summary>
    public required DataSummary Summary { get; init; }

    /// <summary>Images that could not be read.</summary>
    public IReadOnlyList<SkippedImage> Skipped { get; init; } = [];

    /// <summary>The class names in score order.</summary>
    public IReadOnlyList<string> Classes => Train.Pixels.Classes;

    /// <summary>Releases the sources of files and features.</summary>
    public void Dispose()
    {
        foreach (var part in new[] { Train, Validation, Test, Sample }) (part?.Pixels as IDisposable)?.Dispose();
    }
}
