using MLPipeline.Datasets;
using MLPipeline.Inference;

namespace MLPipeline.Training;

/// <summary>An image whose features are wanted.</summary>
/// <param name="Content">The hash of its bytes, by which its features are found again.</param>
/// <param name="Source">Where to read it.</param>
public readonly record struct FeatureImage(ContentHash Content, ImageSource Source);
