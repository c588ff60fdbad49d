using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Reads every file once, to know images by their content.</summary>
internal static class ContentReader
{
    public static ContentHashes Read(ProgramConsole console, ImageDataset dataset, CancellationToken cancellation)
    {
        using var progress = console.StartProgress("Reading images", dataset.Images.Count);
        return ContentHasher.Hash(dataset.Images, progress: done => progress.Report(done), cancellationToken: cancellation);
    }
}
