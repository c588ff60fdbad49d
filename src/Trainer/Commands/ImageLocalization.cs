using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>What was found on an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Classes">All classes of the model, the highest score first; empty when the image could not be read.</param>
/// <param name="Fault">Why it could not be read; null when it could.</param>
internal sealed record LocalizedImage(LabeledImage Image, IReadOnlyList<LocatedClass> Classes, string? Fault = null);

/// <summary>Looks for classes in many images, on all cores.</summary>
internal sealed class ImageLocalization(ProgramConsole console, Localizer localizer, BatchRunOptions options)
{
    /// <summary>Each image's result, in order.</summary>
    /// <exception cref="DatasetException">Not one image could be read.</exception>
    public IReadOnlyList<LocalizedImage> Run(IReadOnlyList<LabeledImage> images, CancellationToken cancellation)
    {
        using var progress = console.StartProgress("Looking for classes", images.Count);
        var results = new LocalizedImage[images.Count];
        var done = 0;
        var degree = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            CancellationToken = cancellation,
        };
        Parallel.For(0, images.Count, degree, i =>
        {
            results[i] = Localize(images[i]);
            progress.Report(Interlocked.Increment(ref done));
        });
        if (results.All(result => result.Fault is not null))
        {
            throw new DatasetException(
                results.Select(result => new DatasetFault(
                    DatasetFaultKind.Unreadable, result.Image.RelativePath, result.Fault!.TrimEnd('.'), "Replace the image")));
        }

        return results;
    }

    private LocalizedImage Localize(LabeledImage image)
    {
        try
        {
            return new LocalizedImage(image, localizer.Localize(ImageDecoder.DecodeFile(image.Path, options.Decode)));
        }
        catch (ImageException error)
        {
            return new LocalizedImage(image, [], error.Message);
        }
    }
}
