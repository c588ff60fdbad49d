using MLPipeline.Imaging;

namespace MLPipeline.Interpretation;

/// <summary>Where in an image a class is.</summary>
/// <param name="Class">The class, by its place among the labels.</param>
/// <param name="Label">Its name.</param>
/// <param name="Score">Its probability for the whole image, 0 to 1.</param>
/// <param name="Box">
/// In pixels of the upright image; null where the class is nowhere the one with the largest response, or its responses are not above
/// the threshold there.
/// </param>
public sealed record LocatedClass(int Class, string Label, float Score, PixelBox? Box);
