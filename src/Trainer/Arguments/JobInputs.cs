using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Where the images of a training are, and how features of them are computed.</summary>
/// <param name="Files">The images as files; those of a published set once it is unpacked.</param>
/// <param name="Published">The published set; null where the user has images of his own.</param>
/// <param name="Features">How features are computed.</param>
internal sealed record JobInputs(FileData Files, PublishedImages? Published, FeatureOptions Features);
