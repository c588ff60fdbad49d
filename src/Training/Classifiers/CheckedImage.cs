using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>An image and what the trainer's own network answers on it, to hold the finished file against.</summary>
/// <param name="Source">The image as a predictor reads it.</param>
/// <param name="Scores"><c>[K]</c>, class probabilities.</param>
internal sealed record CheckedImage(ImageSource Source, float[] Scores);
