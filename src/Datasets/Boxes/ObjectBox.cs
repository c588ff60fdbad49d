using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>Where in an image an object is, as somebody who knows has written it down.</summary>
/// <param name="Path">The image as the table names it: absolute, or relative to the table's folder.</param>
/// <param name="Class">What the object is.</param>
/// <param name="Box">In pixels of the upright image.</param>
public sealed record ObjectBox(string Path, string Class, PixelBox Box);
