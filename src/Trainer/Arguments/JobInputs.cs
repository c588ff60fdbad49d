using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Where the images of a training are, and how features of them are computed.</summary>
internal sealed record JobInputs(FileData Files, FeatureOptions Features);
