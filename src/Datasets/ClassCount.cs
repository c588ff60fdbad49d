namespace MLPipeline.Datasets;

/// <summary>How many images a class has.</summary>
/// <param name="Label">Name of the class.</param>
/// <param name="Total">All its images, those without an assigned part included.</param>
/// <param name="Train">Images in <see cref="SplitName.Train"/>.</param>
/// <param name="Validation">Images in <see cref="SplitName.Validation"/>.</param>
/// <param name="Test">Images in <see cref="SplitName.Test"/>.</param>
public sealed record ClassCount(string Label, int Total, int Train, int Validation, int Test);
