using System.CommandLine;
using MLPipeline.Imaging;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>Which images are scored: a folder, a list or a pipe, and which part of them.</summary>
internal sealed class ImageArguments
{
    private const string Pipe = "-";

    private readonly Option<bool> _endsInNul = new("-0", "--null")
    {
        Description = "Lists: a NUL ends each path, as 'find -print0' writes them, and not the line",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "Score one part of the images, from 1/N to N/N; auto: the task of a Slurm job array or the index of a "
            + "Kubernetes job says which",
        HelpName = "i/N|auto",
    };

    public Argument<string> Images { get; } = new("images")
    {
        Description = "A folder, searched with those below it; or a text file with a path on each line; or - for such a list on stdin",
    };

    public IReadOnlyList<Option> Options => [_endsInNul, _shard];

    public bool IsSharded(ParseResult arguments) => arguments.GetValue(_shard) is not null;

    public bool IsFolder(ParseResult arguments) => Directory.Exists(arguments.GetRequiredValue(Images));

    public Shard Shard(ParseResult arguments, List<string> faults) =>
        arguments.GetValue(_shard) is { } text
            ? Terminal.Shard.Parse(text, Environment.GetEnvironmentVariable, faults)
            : Terminal.Shard.Whole;

    public IEnumerable<string> Faults(ParseResult arguments)
    {
        var place = arguments.GetRequiredValue(Images);
        if (place != Pipe && !Directory.Exists(place))
        {
            if (!File.Exists(place))
            {
                yield return $"There is no folder or list '{place}'.";
            }
            else if (!arguments.GetValue(_endsInNul) && IsImage(place))
            {
                yield return $"'{place}' is an image; a folder or a list is needed ('Predictor predict' takes images).";
            }
        }
        else if (place != Pipe && arguments.GetValue(_endsInNul))
        {
            yield return $"-0 is about lists; '{place}' is a folder.";
        }
    }

    /// <summary>Finds the images. Only a whole list on stdin is left to be read while it is scored.</summary>
    /// <exception cref="IOException">There are none.</exception>
    public ImageList Read(ParseResult arguments, ProgramConsole console, Shard shard, int batchSize, CancellationToken cancellation)
    {
        var place = arguments.GetRequiredValue(Images);
        if (place != Pipe && Directory.Exists(place))
        {
            var folder = ImageFolder.Read(place, cancellation);
            return folder.Images.Count > 0 || folder.Faults.Count > 0
                ? ImageList.OfFolder(folder).Part(shard, batchSize)
                : throw new IOException($"There are no images in '{place}'.");
        }

        var text = new PathText(place == Pipe ? console.OpenInput : () => File.OpenRead(place), arguments.GetValue(_endsInNul));
        if (place == Pipe && !IsSharded(arguments))
        {
            return ImageList.OfPipe(text);
        }

        string[] paths = [.. place == Pipe ? text.ReadInTheBackground(cancellation) : text.Read()];
        return paths.Length > 0
            ? ImageList.OfPaths(paths).Part(shard, batchSize)
            : throw new IOException(place == Pipe ? "There are no paths on stdin." : $"There are no paths in '{place}'.");
    }

    private static bool IsImage(string path)
    {
        try
        {
            Span<byte> bytes = stackalloc byte[ImageFormats.BytesToDetect];
            using var file = File.OpenHandle(path);
            var start = bytes[..RandomAccess.Read(file, bytes, 0)];
            // a path may begin with BM
            return ImageFormats.Detect(start) != ImageFormat.Unknown && start.ContainsAnyInRange((byte)0, (byte)8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false; // reading it as a list says more
        }
    }
}
