using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>How sure a model was of an image.</summary>
/// <param name="Index">The image's place in the list.</param>
/// <param name="Path">The image.</param>
/// <param name="First">The best class.</param>
/// <param name="Second">The next one; no name and 0 for a model of one class.</param>
/// <param name="Value">The measure of <see cref="ReviewMeasure"/>.</param>
internal sealed record ReviewRow(long Index, string Path, LabelScore First, LabelScore Second, float Value);
