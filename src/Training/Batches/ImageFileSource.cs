using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Image files, resized to one size. Every file is decoded once when the source is opened, so that an unreadable one is known before training and not in its
/// midst; as many pixels as fit are kept, the others are decoded each time they are shown, from bytes that one background thread reads ahead.
/// Thread-safe.
/// </summary>
public sealed class ImageFileSource : IPixelSource, IDisposable
{
    private readonly LabeledFile[] _files;
    private readonly ResizeRule _rule;
    private readonly DecodeOptions _decode;
    private readonly byte[]?[] _kept;
    private readonly FileReadAhead _readAhead;

    private ImageFileSource(LabeledFile[] files, byte[]?[] kept, string contentSha256, IReadOnlyList<string> classes, IReadOnlyList<SkippedImage> skipped, ImageFileOptions options)
    {
        _files = files;
        _rule = options.Resize;
        _decode = options.Decode;
        _kept = kept;
        _readAhead = new FileReadAhead(files, options.Decode.MaxBytes);
        ContentSha256 = contentSha256;
        Classes = classes;
        Skipped = skipped;
    }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <inheritdoc/>
    public int Height => _rule.Height;

    /// <inheritdoc/>
    public int Width => _rule.Width;

    /// <inheritdoc/>
    public int Channels => 3;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public string ContentSha256 { get; }

    /// <summary>The files that could not be read or decoded, in the order given; they have no place in the source.</summary>
    public IReadOnlyList<SkippedImage> Skipped { get; }

    /// <summary>Reads and decodes every file once.</summary>
    /// <param name="files">The images in the order that decides their places.</param>
    /// <param name="classes">The classes' names.</param>
    /// <param name="options">How the files become pixels.</param>
    /// <param name="team">The threads that decode.</param>
    /// <param name="progress">Told how many files are done, from several threads, not always in ascending order.</param>
    /// <param name="cancellation">Looked at before each file.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageFileSource Open(
        IReadOnlyList<LabeledFile> files, IReadOnlyList<string> classes, ImageFileOptions options, WorkTeam team, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(team);
        var reading = new ImageFileReading(files, options, team.Size, progress, cancellation);
        team.Run(reading);
        cancellation.ThrowIfCancellationRequested();
        var places = Enumerable.Range(0, files.Count).Where(place => reading.Faults[place] is null).ToArray();
        return new ImageFileSource(
            [.. places.Select(place => files[place])],
            [.. places.Select(place => reading.Kept[place])],
            Digest(places.Select(place => (reading.Contents[place], files[place].Label)), classes, options),
            classes,
            [.. reading.Faults.OfType<SkippedImage>()],
            options);
    }

    /// <summary>The file at a place.</summary>
    public string PathOf(int index) => _files[index].Path;

    /// <inheritdoc/>
    public int LabelOf(int index) => _files[index].Label;

    /// <inheritdoc/>
    /// <exception cref="ImageException">The file has changed since the source was opened and can no longer be read.</exception>
    public ReadOnlySpan<byte> Pixels(int index, Span<byte> scratch)
    {
        if (_kept[index] is { } pixels) return pixels;
        using var bytes = _readAhead.Take(index);
        try
        {
            ImageDecoder.DecodeInto(bytes.Span, _rule, scratch, _decode);
        }
        catch (ImageException error)
        {
            throw new ImageException(error.Fault, error.Reason, _files[index].Path, error);
        }

        return scratch[..(3 * Width * Height)];
    }

    /// <inheritdoc/>
    public void ReadAhead(ReadOnlySpan<int> indices)
    {
        var wanted = new List<int>(indices.Length);
        foreach (var index in indices)
        {
            if (_kept[index] is null) wanted.Add(index);
        }

        _readAhead.Begin(wanted);
    }

    /// <inheritdoc/>
    public void Dispose() => _readAhead.Dispose();

    private static string Digest(IEnumerable<(ContentHash Content, int Label)> images, IReadOnlyList<string> classes, ImageFileOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> entry = stackalloc byte[ContentHash.Size + sizeof(int)];
        foreach (var (content, label) in images)
        {
            content.CopyTo(entry);
            BinaryPrimitives.WriteInt32LittleEndian(entry[ContentHash.Size..], label);
            hash.AppendData(entry);
        }

        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(classes));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(options.Resize));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
