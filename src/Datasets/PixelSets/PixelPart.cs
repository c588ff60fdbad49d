namespace MLPipeline.Datasets;

/// <summary>The two parts in which the published pixel sets come.</summary>
public enum PixelPart
{
    /// <summary>The images to learn from.</summary>
    Train,

    /// <summary>The images that published accuracies are measured on.</summary>
    Test,
}
