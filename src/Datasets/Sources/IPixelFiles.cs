namespace MLPipeline.Datasets;

/// <summary>Where the files of one part of a pixel set lie.</summary>
internal interface IPixelFiles
{
    /// <summary>Opens each of <paramref name="names"/> once, in the order that suits the source, and closes it after <paramref name="read"/>.</summary>
    /// <exception cref="DatasetException">A file is missing, unreadable or damaged.</exception>
    void Visit(IReadOnlyList<string> names, Action<string, DataStream> read);
}
