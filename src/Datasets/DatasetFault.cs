namespace MLPipeline.Datasets;

/// <summary>What is wrong with a data set, so that a program can tell the cases apart.</summary>
public enum DatasetFaultKind
{
    /// <summary>The data set's folder or file does not exist.</summary>
    NotFound,

    /// <summary>A folder or a file may not be read.</summary>
    Unreadable,

    /// <summary>A symbolic link points nowhere.</summary>
    BrokenLink,

    /// <summary>There is no image at all.</summary>
    NoImages,

    /// <summary>Fewer than two classes.</summary>
    TooFewClasses,

    /// <summary>A class has a single image, which cannot be both trained on and tested with.</summary>
    TooFewImages,

    /// <summary>A held-out part has a class that the training part lacks.</summary>
    ClassNotInTrain,

    /// <summary>Split folders (<c>train</c>, <c>test</c>) lie beside other folders.</summary>
    AmbiguousLayout,

    /// <summary>A label or group pattern is no regular expression with one group, takes too long, or matches nothing.</summary>
    Pattern,

    /// <summary>An option is out of range.</summary>
    Option,

    /// <summary>A manifest's header or row cannot be understood.</summary>
    ManifestRow,

    /// <summary>A manifest gives one image two labels, parts or groups.</summary>
    Conflict,

    /// <summary>A manifest names a part that does not exist, or names parts for some images only.</summary>
    SplitName,

    /// <summary>A file that a manifest names is not there.</summary>
    MissingFile,

    /// <summary>A folder that is to be written is there and holds something else.</summary>
    Occupied,

    /// <summary>An IDX file is damaged, or an image file and a label file do not belong together.</summary>
    Idx,

    /// <summary>A file of CIFAR, STL-10 or SVHN is damaged, or such files do not belong together.</summary>
    PixelFile,

    /// <summary>No pixel set is known by that name.</summary>
    UnknownName,

    /// <summary>A file could not be fetched.</summary>
    Download,
}

/// <summary>One thing wrong with a data set.</summary>
/// <param name="Kind">Which case it is.</param>
/// <param name="Subject">The path, line, class or option concerned.</param>
/// <param name="Problem">What is wrong, as half a sentence.</param>
/// <param name="Remedy">The way out, as a sentence without its full stop.</param>
public sealed record DatasetFault(DatasetFaultKind Kind, string Subject, string Problem, string Remedy)
{
    /// <summary>One line: subject, problem, remedy.</summary>
    public override string ToString() => $"{Subject}: {Problem}. {Remedy}.";
}
