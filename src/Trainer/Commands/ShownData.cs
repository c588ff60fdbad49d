using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Data that were looked through, and their training images.</summary>
/// <param name="Title">What they are called.</param>
/// <param name="Inspection">What they look like.</param>
/// <param name="Train">The readable training images, in the order in which a training numbers them.</param>
/// <param name="Input">How an image becomes the input of a network.</param>
internal sealed record ShownData(string Title, DatasetInspection Inspection, IReadOnlyList<ShownImage> Train, InputContract Input)
{
    /// <summary>Looks through a folder or a manifest.</summary>
    /// <param name="console">Shows progress.</param>
    /// <param name="files">Where they are, and how they would be divided.</param>
    /// <param name="size">Height and width of the network's input.</param>
    /// <param name="cancellation">Looked at before each image.</param>
    public static ShownData Of(ProgramConsole console, FileData files, int size, CancellationToken cancellation)
    {
        var dataset = ImageDatasetReader.Read(files.Place, files.Options);
        using var progress = console.StartProgress("Looking through images", dataset.Images.Count);
        var options = new InspectionOptions { Split = files.Split };
        var inspection = DatasetInspector.Inspect(dataset, options, done => progress.Report(done), cancellation);
        var unreadable = inspection.Unreadable.Select(bad => bad.Image).ToHashSet();
        var train = inspection.Split.Train.Where(image => !unreadable.Contains(image))
            .Select(image => new ShownImage(image.RelativePath, image.Label, rule => ImageDecoder.DecodeFile(image.Path, rule)));
        var input = new FileImages(files, new BatchRunOptions()).InputFor(size, size);
        return new ShownData(Path.GetFileName(Path.TrimEndingDirectorySeparator(files.Place)), inspection, [.. train], input);
    }

    /// <summary>Looks through a published set.</summary>
    /// <param name="console">Shows progress.</param>
    /// <param name="images">Which one, and where it lies.</param>
    /// <param name="cancellation">Looked at before each image.</param>
    public static ShownData Of(ProgramConsole console, PublishedImages images, CancellationToken cancellation)
    {
        images.Fetch(console, cancellation);
        var (set, train) = (images.Set, images.Set.Read(images.Folder, PixelPart.Train));
        var test = set.Read(images.Folder, PixelPart.Test);
        using var progress = console.StartProgress("Looking through images", train.Count + test.Count);

        // All trousers of 28 x 28 pixels are nearly the same.
        var options = new InspectionOptions { Split = images.Split, NearDuplicateDistance = null };
        var inspection = DatasetInspector.Inspect(train, test, options, done => progress.Report(done), cancellation);
        var shown = Enumerable.Range(0, train.Count)
            .Select(i => new ShownImage(FormattableString.Invariant($"train/{i:D6}"), set.Classes[train.Labels[i]], _ => train.ToImage(i)));
        return new ShownData(set.Title, inspection, [.. shown], ClassifierPixelSets.InputOf(set));
    }
}

/// <summary>A training image.</summary>
/// <param name="Name">Its path below the data's root.</param>
/// <param name="Label">Its class.</param>
/// <param name="Decode">Its pixels, by the rule; those of a published set have their own size.</param>
internal sealed record ShownImage(string Name, string Label, Func<ResizeRule, RgbImage> Decode);
