namespace MLPipeline.Datasets;

/// <summary>Images whose files are the same byte for byte.</summary>
/// <param name="Content">Their common hash.</param>
/// <param name="Images">At least two, sorted by <see cref="LabeledImage.RelativePath"/>.</param>
/// <param name="HasConflictingLabels">True when they do not all have the same label: at least one label is wrong.</param>
/// <param name="CrossesParts">True when they do not all lie in the same part, which only ready-made parts can cause: metrics are then too good.</param>
public sealed record DuplicateGroup(ContentHash Content, IReadOnlyList<LabeledImage> Images, bool HasConflictingLabels, bool CrossesParts);
