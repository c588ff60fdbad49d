using MLPipeline.Datasets;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Images in folders or a manifest, and how they are divided.</summary>
/// <param name="Place">The folder or file.</param>
/// <param name="Options">Where labels and groups come from.</param>
/// <param name="Split">How parts are chosen that the data do not give.</param>
internal sealed record FileData(string Place, DatasetOptions Options, SplitOptions Split)
{
    /// <summary>The part of a cross-validation; null for all images.</summary>
    private ReadFold? Fold { get; init; }

    /// <summary>What is unpacked to these files before they are read; null where they are there.</summary>
    private PublishedImages? Published { get; init; }

    /// <summary>What decides on the images, by name.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Data", Published?.Set.Name ?? Place), ("ValidationFraction", OptionText.Of(Split.ValidationFraction)), ("TestFraction", OptionText.Of(Split.TestFraction)),
        .. Fold is null ? Array.Empty<(string, string)>() : [("Fold", Fold.Name)],
    ];

    /// <summary>The images of a published set, as files: what a backbone is trained on, whatever size it wants.</summary>
    public static FileData Of(PublishedImages images) => new(images.Manifest, new DatasetOptions(), images.Split) { Published = images };

    /// <summary>Reads every file once, divides, and shows what there is.</summary>
    public ReadFiles Read(ProgramConsole console, CancellationToken cancellation)
    {
        if (Fold is { } fold)
        {
            fold.Show(console);
            return fold.Files;
        }

        var (split, contents) = ReadSplit(console, cancellation);
        return new ReadFiles(TransferData.From(split, contents.Values), contents.Faults);
    }

    /// <summary>Reads every file once, shows what there is, and divides the training part; each fold is then read no more.</summary>
    /// <exception cref="DatasetException">A class has too few images for so many folds.</exception>
    public FileFolds ReadFolds(ProgramConsole console, int count, CancellationToken cancellation)
    {
        var (split, contents) = ReadSplit(console, cancellation);
        var folds = DatasetFolds.Of(split, count, contents.Values);
        return new FileFolds(
            [
                .. Enumerable.Range(0, count).Select(fold =>
                {
                    var files = new ReadFiles(TransferData.From(folds, fold, contents.Values), contents.Faults);
                    return this with { Fold = new ReadFold($"{fold + 1} of {count}", files) };
                }),
            ],
            TransferData.From(split, contents.Values).ContentSha256());
    }

    private (DatasetSplit Split, ContentHashes Contents) ReadSplit(ProgramConsole console, CancellationToken cancellation)
    {
        Published?.Unpack(console, cancellation);
        var dataset = ImageDatasetReader.Read(Place, Options);
        var contents = ContentReader.Read(console, dataset, cancellation);
        var split = DatasetSplitter.Split(dataset, Split, contents.Values);
        DatasetDisplay.Show(console, split);
        return (split, contents);
    }

    /// <summary>The images of one fold and of the others, which are trained on.</summary>
    private sealed record ReadFold(string Name, ReadFiles Files)
    {
        public void Show(ProgramConsole console)
        {
            string Count(SplitName part) => Measure.Count(Files.Data.Images.Count(image => image.Part == part));
            console.Say($"Fold {Name}: {Count(SplitName.Train)} images to train on, {Count(SplitName.Test)} to measure with");
        }
    }
}
