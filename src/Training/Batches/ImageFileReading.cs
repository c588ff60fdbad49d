using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Reads, hashes and decodes files once; the pixels of the first ones are kept.</summary>
internal sealed class ImageFileReading : ParallelKernel
{
    private readonly IReadOnlyList<LabeledFile> _files;
    private readonly ImageFileOptions _options;
    private readonly Action<int>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly byte[][] _scratch;
    private readonly int _pixelBytes;
    private readonly int _keptCount;
    private int _done;

    public ImageFileReading(IReadOnlyList<LabeledFile> files, ImageFileOptions options, int workers, Action<int>? progress, CancellationToken cancellation)
    {
        _files = files;
        _options = options;
        _progress = progress;
        _cancellation = cancellation;
        _pixelBytes = 3 * options.Resize.Width * options.Resize.Height;
        _keptCount = (int)Math.Min(files.Count, options.KeptBytes / _pixelBytes);
        _scratch = [.. Enumerable.Range(0, workers).Select(_ => new byte[_pixelBytes])];
        Kept = new byte[]?[files.Count];
        Contents = new ContentHash[files.Count];
        Faults = new SkippedImage?[files.Count];
    }

    public override int PartCount => _files.Count;

    /// <summary>Pixels by place; null where they are not kept.</summary>
    public byte[]?[] Kept { get; }

    /// <summary>Hashes of the files by place.</summary>
    public ContentHash[] Contents { get; }

    /// <summary>What is wrong with a file, by place; null where nothing is.</summary>
    public SkippedImage?[] Faults { get; }

    public override void Execute(int part, int worker)
    {
        if (_cancellation.IsCancellationRequested) return;
        var pixels = part < _keptCount ? new byte[_pixelBytes] : _scratch[worker];
        try
        {
            using var bytes = ImageFileReader.ReadPooled(_files[part].Path, _options.Decode.MaxBytes);
            Contents[part] = ContentHash.Of(bytes.Span);
            ImageDecoder.DecodeInto(bytes.Span, _options.Resize, pixels, _options.Decode);
            if (part < _keptCount) Kept[part] = pixels;
        }
        catch (ImageException error)
        {
            Faults[part] = new SkippedImage(part, _files[part].Path, error.Fault, error.Reason);
        }

        _progress?.Invoke(Interlocked.Increment(ref _done));
    }
}
