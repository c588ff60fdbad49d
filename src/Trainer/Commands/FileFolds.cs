namespace MLPipeline.Trainer;

/// <summary>The same images, once for each fold.</summary>
/// <param name="Folds">In their order.</param>
/// <param name="Sha256">Over every image, its class and its part before the folds.</param>
internal sealed record FileFolds(IReadOnlyList<FileData> Folds, string Sha256);
