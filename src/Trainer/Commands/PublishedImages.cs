using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A published set of small images, fetched when it is missing and the user allows it.</summary>
/// <param name="Set">Which one.</param>
/// <param name="Folder">Where its files lie or go to.</param>
/// <param name="Split">What is held out of the training part, and by which seed.</param>
/// <param name="Download">Whether missing files may be fetched.</param>
/// <param name="From">A mirror; null for the published addresses.</param>
internal sealed record PublishedImages(KnownPixelSet Set, string Folder, SplitOptions Split, bool Download, string? From) : IImageOrigin
{
    public string? Place => null;

    /// <summary>Where the images are named once they are files.</summary>
    public string Manifest => Path.Combine(Folder, $"{Set.Name}-images", PixelSetFolder.ManifestName);

    public IEnumerable<(string Name, string Value)> Settings =>
        [("Data", Set.Name), ("ValidationFraction", OptionText.Of(Split.ValidationFraction))];

    public InputContract InputFor(int height, int width) => ClassifierPixelSets.InputOf(Set);

    public OpenedImages Open(ProgramConsole console, ResizeRule size, ImageAugmentation augmentation, WorkTeam team, CancellationToken cancellation)
    {
        Fetch(console, cancellation);
        var test = Set.Read(Folder, PixelPart.Test);
        var data = ClassifierPixelSets.Divide(Set.Read(Folder, PixelPart.Train), test, Split.ValidationFraction, Split.Seed);
        var summary = data.Summary;
        console.Say($"{Set.Title}: {Measure.Count(data.Classes.Count)} classes of {Set.Width} x {Set.Height} pixels; {Measure.Count(summary.Train)} images to train on, {Measure.Count(summary.Validation)} for validation, {Measure.Count(summary.Test)} to test with");
        return new OpenedImages(data, []) { PictureOf = test.ToImage };
    }

    /// <summary>Writes every image as a file, unless that was done before.</summary>
    public void Unpack(ProgramConsole console, CancellationToken cancellation)
    {
        Fetch(console, cancellation);
        var (train, test) = (Set.Read(Folder, PixelPart.Train), Set.Read(Folder, PixelPart.Test));
        var target = Path.GetDirectoryName(Manifest)!;
        ProgressTask? progress = null;
        try
        {
            PixelSetFolder.Write(target, train, test, done =>
            {
                progress ??= console.StartProgress($"Writing images to {target}", train.Count + test.Count);
                progress.Report(done);
            }, cancellation);
        }
        finally
        {
            progress?.Dispose();
        }
    }

    /// <summary>Brings what is missing, where the user allows it.</summary>
    public void Fetch(ProgramConsole console, CancellationToken cancellation)
    {
        if (!Download) return;
        using var downloader = new DatasetDownloader();
        using var progress = new DownloadDisplay(console);
        downloader.FetchAsync(Set, Folder, From, progress, cancellation).GetAwaiter().GetResult();
    }
}
