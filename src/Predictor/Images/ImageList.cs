using MLPipeline.Imaging;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>The images of a table, in the order of its rows: those below a folder, or those that somebody lists.</summary>
internal sealed class ImageList
{
    private readonly Func<CancellationToken, IEnumerable<string>> _paths;
    private readonly string? _folder;

    private ImageList(Func<CancellationToken, IEnumerable<string>> paths, string? folder = null)
    {
        _paths = paths;
        _folder = folder;
    }

    /// <summary>How many there are in this part of the list; null while a list is read from a pipe.</summary>
    public long? Count { get; private init; }

    /// <summary>How many there are in the whole list, and the hash of their paths; null while a list is read from a pipe.</summary>
    public ListContent? Content { get; private init; }

    public Shard Shard { get; private init; } = Shard.Whole;

    /// <summary>Folders that could not be listed, which the list's first part reports.</summary>
    public IReadOnlyList<ImageException> Faults { get; private init; } = [];

    public static ImageList OfFolder(ImageFolder folder) =>
        new(_ => folder.Images, folder.Path)
        {
            Count = folder.Images.Count,
            Content = ListContent.Of(folder.Images),
            Faults = folder.Faults,
        };

    public static ImageList OfPaths(IReadOnlyList<string> paths) =>
        new(_ => paths) { Count = paths.Count, Content = ListContent.Of(paths) };

    /// <summary>Paths that are taken from a pipe when they are needed. Can be gone through once.</summary>
    public static ImageList OfPipe(PathText text) => new(text.ReadInTheBackground);

    /// <summary>As they stand in the table.</summary>
    public IEnumerable<string> Paths(CancellationToken cancellation) => _paths(cancellation);

    /// <summary>The path to open an image by.</summary>
    public string FullPath(string path) =>
        _folder is null ? path : Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>A part of the list. Batches are the same as those of the whole list, so that rows are too, to the last digit.</summary>
    /// <param name="shard">Which part.</param>
    /// <param name="batchSize">Images computed together.</param>
    public ImageList Part(Shard shard, int batchSize)
    {
        if (Count is not { } total)
        {
            throw new InvalidOperationException("A part of a pipe is not known before its end.");
        }

        var (first, count) = shard.Of(total, batchSize);
        return new ImageList(cancellation => _paths(cancellation).Skip((int)first).Take((int)count), _folder)
        {
            Count = count,
            Content = Content,
            Shard = shard,
            Faults = shard.IsFirst ? Faults : [],
        };
    }
}
