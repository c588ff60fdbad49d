using MLPipeline.Imaging;

namespace MLPipeline.Training;

/// <summary>An image that took no part because it could not be read.</summary>
/// <param name="Index">Its place among the images given.</param>
/// <param name="Name">Its path, or the name it was given.</param>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Reason">The reason, for a person.</param>
public sealed record SkippedImage(int Index, string Name, ImageFault Fault, string Reason);
