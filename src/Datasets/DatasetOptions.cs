namespace MLPipeline.Datasets;

/// <summary>What a data set is read for: decides which shortcomings are faults.</summary>
public enum DatasetUse
{
    /// <summary>At least two classes, at least two images in each (or one in the training part, when parts are given).</summary>
    Training,

    /// <summary>Any labelled image will do.</summary>
    Evaluation,
}

/// <summary>What the folders directly below the root mean.</summary>
public enum FolderLayout
{
    /// <summary>
    /// Parts when every folder's name is one of <c>train</c>, <c>training</c>, <c>val</c>, <c>valid</c>, <c>validation</c>, <c>test</c>,
    /// <c>testing</c> (in any case) and there are class folders below them; else classes. A mixture is a fault.
    /// </summary>
    Automatic,

    /// <summary>Each folder is a class, whatever its name.</summary>
    Classes,
}

/// <summary>What the label and group patterns are applied to.</summary>
public enum PatternTarget
{
    /// <summary>The file's name with its extension.</summary>
    FileName,

    /// <summary>The path below the root, with <c>/</c> between its parts.</summary>
    RelativePath,
}

/// <summary>How the files of a data set get their labels, parts and groups.</summary>
public sealed record DatasetOptions
{
    /// <value>
    /// Regular expression whose group <c>label</c>, or only group, is the image's label: <c>^(.+)_\d+\.jpg$</c>. Files that it does not match
    /// are listed in <see cref="ImageDataset.Ignored"/>. Default null: the folder is the label. Not used for manifests.
    /// </value>
    public string? LabelPattern { get; init; }

    /// <value>
    /// Regular expression whose group <c>group</c>, or only group, names the images that belong together; a file that it does not match stands
    /// on its own. Default null: no groups. A manifest's group column goes before it.
    /// </value>
    public string? GroupPattern { get; init; }

    /// <value>Default <see cref="PatternTarget.FileName"/>.</value>
    public PatternTarget PatternTarget { get; init; } = PatternTarget.FileName;

    /// <value>Default <see cref="FolderLayout.Automatic"/>.</value>
    public FolderLayout Layout { get; init; } = FolderLayout.Automatic;

    /// <value>Default <see cref="DatasetUse.Training"/>.</value>
    public DatasetUse Use { get; init; } = DatasetUse.Training;
}
