namespace MLPipeline.Datasets;

/// <summary>An image file and the label file that belongs to it.</summary>
/// <param name="Images">Path of an <c>idx3-ubyte</c> file, plain or gzip.</param>
/// <param name="Labels">Path of an <c>idx1-ubyte</c> file, plain or gzip.</param>
public sealed record IdxFiles(string Images, string Labels)
{
    /// <summary>
    /// The training images in a folder that holds the four files of MNIST or one of its relatives under their usual names, plain or <c>.gz</c>.
    /// </summary>
    public static IdxFiles TrainIn(string folder) => In(folder, "train");

    /// <summary>The test images (<c>t10k-…</c>) of such a folder.</summary>
    public static IdxFiles TestIn(string folder) => In(folder, "t10k");

    private static IdxFiles In(string folder, string prefix) => new(
        PlainOrGzip(Path.Combine(folder, prefix + "-images-idx3-ubyte")),
        PlainOrGzip(Path.Combine(folder, prefix + "-labels-idx1-ubyte")));

    /// <summary>The plain name where neither file is there: that is the one to ask for.</summary>
    private static string PlainOrGzip(string path) => !File.Exists(path) && File.Exists(path + ".gz") ? path + ".gz" : path;
}
