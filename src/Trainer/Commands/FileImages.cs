using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Images in files, for a network that starts from zero: the centre of each, normalised as is usual for photographs.</summary>
internal sealed record FileImages(FileData Files, BatchRunOptions Batches) : IImageOrigin
{
    public string? Place => Files.Place;

    public IEnumerable<(string Name, string Value)> Settings => Files.Settings;

    public InputContract InputFor(int height, int width) => new()
    {
        Resize = ResizeRule.CenterCrop(Math.Max(height, width), width, height),
        Normalization = InputPreset.ImageNet.Normalization,
    };

    public OpenedImages Open(ProgramConsole console, ResizeRule size, ImageAugmentation augmentation, WorkTeam team, CancellationToken cancellation)
    {
        var files = Files.Read(console, cancellation);
        using var progress = console.StartProgress("Decoding images", files.Data.Images.Count);
        var data = files.Use(images => ClassifierFiles.Open(images, size, augmentation, Batches.Decode, team, done => progress.Report(done), cancellation));
        return new OpenedImages(data, files.Unreadable);
    }
}
