namespace MLPipeline.Datasets;

/// <summary>
/// One image file and what the data say about it. The pixels are not looked at: the file may turn out to be unreadable later.
/// Holds no path of its own beyond <see cref="RelativePath"/>, so that a million images stay small.
/// </summary>
public sealed record LabeledImage
{
    /// <value>Absolute path of the folder that <see cref="RelativePath"/> starts from; shared by all images of a data set.</value>
    public required string Root { get; init; }

    /// <value>
    /// Path below <see cref="Root"/> with <c>/</c> between its parts on every platform: the image's stable identity. Begins with <c>../</c>
    /// when a manifest names a file outside its own folder.
    /// </value>
    public required string RelativePath { get; init; }

    /// <value>Name of the class, as the data spell it; never empty.</value>
    public required string Label { get; init; }

    /// <value>The part that the data themselves assign, from a split folder or a manifest's column; null when they assign none.</value>
    public SplitName? Split { get; init; }

    /// <value>Images of one group (a patient, a video, a building) never lie on both sides of a split; null for an image on its own.</value>
    public string? Group { get; init; }

    /// <value>Absolute path of the file, in the platform's spelling.</value>
    public string Path => System.IO.Path.Combine(Root, RelativePath.Replace('/', System.IO.Path.DirectorySeparatorChar));
}
