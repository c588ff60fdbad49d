namespace MLPipeline.Training;

/// <summary>Images and how they become a network's input.</summary>
public sealed record TrainingImages
{
    /// <summary>The images.</summary>
    public required IPixelSource Pixels { get; init; }

    /// <summary>How a row of the input is made from an image.</summary>
    public required IPixelPreparation Preparation { get; init; }

    /// <summary>Mixing of the images of a batch; null (the default) for none. Not for images to measure on.</summary>
    public IBatchMixing? Mixing { get; init; }
}
