using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>One part of the data: its pixels for training, and the same images as a predictor reads them.</summary>
/// <param name="Pixels">The images as they are trained on.</param>
/// <param name="SourceOf">The image at a place of <paramref name="Pixels"/>, for the check of the finished file.</param>
public sealed record ClassifierImages(IPixelSource Pixels, Func<int, ImageSource> SourceOf)
{
    /// <summary>What messages and tables call the image at a place; by default as its source does.</summary>
    public Func<int, string> NameOf { get; init; } = place => SourceOf(place).Name;
}
