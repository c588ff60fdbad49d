using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>What became of one of many images: exactly one of <see cref="Prediction"/> and <see cref="Fault"/> is there.</summary>
/// <param name="Index">The image's place in the input, from 0.</param>
/// <param name="Source">The image.</param>
/// <param name="Prediction">The answer; null when the image could not be read.</param>
/// <param name="Fault">Why it could not be read; null when it could.</param>
public sealed record PredictionOutcome(long Index, ImageSource Source, ImagePrediction? Prediction, ImageException? Fault);
