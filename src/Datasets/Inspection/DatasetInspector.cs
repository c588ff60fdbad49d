using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>
/// Looks through a data set before anything is trained on it: every image is read and decoded once, on all cores. About 200 bytes are
/// kept of each.
/// </summary>
public static class DatasetInspector
{
    /// <summary>Looks through files.</summary>
    /// <param name="dataset">What to look through; at least one image.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">
    /// Told how many images are done, after each one; called from several threads, not always in ascending order.
    /// </param>
    /// <param name="cancellation">Looked at before each image.</param>
    /// <exception cref="DatasetException">The options are out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DatasetInspection Inspect(
        ImageDataset dataset, InspectionOptions? options = null, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new();
        return Inspect(dataset, index => ImageTraits.OfFile(dataset.Images[index].Path, options.Decode), options, progress, cancellation);
    }

    /// <summary>
    /// Looks through both parts of a published set. Image 17 of the training part is called <c>train/000017</c>; the parts are those
    /// of the set.
    /// </summary>
    /// <param name="train">The training part.</param>
    /// <param name="test">The test part, with the same classes.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">As for files.</param>
    /// <param name="cancellation">Looked at before each image.</param>
    /// <exception cref="DatasetException">The options are out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static DatasetInspection Inspect(
        PixelSet train, PixelSet test, InspectionOptions? options = null, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        var dataset = new ImageDataset("", [.. Named(train, SplitName.Train), .. Named(test, SplitName.Test)], []);

        // The data set is sorted by name, and "test/" comes before "train/".
        ImageTraits Traits(int index) =>
            index < test.Count ? ImageTraits.OfPixels(test, index) : ImageTraits.OfPixels(train, index - test.Count);
        return Inspect(dataset, Traits, options ?? new(), progress, cancellation);
    }

    private static DatasetInspection Inspect(
        ImageDataset dataset, Func<int, ImageTraits> traitsOf, InspectionOptions options, Action<int>? progress,
        CancellationToken cancellation)
    {
        DatasetException.ThrowIfAny(options.Validate());
        var traits = new ImageTraits?[dataset.Images.Count];
        var faults = new UnreadableImage?[dataset.Images.Count];
        var done = 0;
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.DegreeOfParallelism ?? Environment.ProcessorCount,
            CancellationToken = cancellation,
        };
        Parallel.For(0, traits.Length, parallel, i =>
        {
            try
            {
                traits[i] = traitsOf(i);
            }
            catch (ImageException error)
            {
                faults[i] = new UnreadableImage(dataset.Images[i], error.Fault, error.Reason);
            }

            progress?.Invoke(Interlocked.Increment(ref done));
        });

        var split = DatasetSplitter.Split(dataset, options.Split, [.. traits.Select(trait => trait?.Content ?? default)]);
        ImageTraits[] readable = [.. traits.OfType<ImageTraits>()];
        return new DatasetInspection
        {
            Split = split,
            Sizes = ImageSizes.Of(readable.Select(trait => trait.Size)),
            Formats = FormatsOf(readable),
            NearDuplicates = options.NearDuplicateDistance is { } distance ? NearDuplicateSearch.Find(split, traits, distance) : null,
            PlainImages = readable.Count(trait => trait.Fingerprint is null),
            Unreadable = [.. faults.OfType<UnreadableImage>()],
        };
    }

    private static IEnumerable<LabeledImage> Named(PixelSet set, SplitName part)
    {
        var folder = part.ToString().ToLowerInvariant();
        for (var i = 0; i < set.Count; i++)
        {
            yield return new LabeledImage
            {
                Root = "",
                RelativePath = FormattableString.Invariant($"{folder}/{i:D6}"),
                Label = set.Classes[set.Labels[i]],
                Split = part,
            };
        }
    }

    private static FormatCount[] FormatsOf(IEnumerable<ImageTraits> readable) =>
    [
        .. readable.Where(trait => trait.Format != ImageFormat.Unknown).CountBy(trait => trait.Format)
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key)
            .Select(entry => new FormatCount(entry.Key, entry.Value)),
    ];
}
