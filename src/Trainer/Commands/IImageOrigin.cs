using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Where a network's images come from: files, or a published set.</summary>
internal interface IImageOrigin
{
    /// <summary>The folder that could be scored afterwards; null for none.</summary>
    string? Place { get; }

    /// <summary>What decides on the images, by name.</summary>
    IEnumerable<(string Name, string Value)> Settings { get; }

    /// <summary>How an image becomes an input of that size.</summary>
    InputContract InputFor(int height, int width);

    /// <summary>Reads everything and shows what there is.</summary>
    OpenedImages Open(ProgramConsole console, ResizeRule size, ImageAugmentation augmentation, WorkTeam team, CancellationToken cancellation);
}

/// <summary>Images ready to train with, and files that could not be opened.</summary>
internal sealed record OpenedImages(ClassifierData Data, IReadOnlyList<DatasetFault> Unreadable) : IDisposable
{
    /// <summary>The image at a place of the test part, where images are no files; null where they are.</summary>
    public Func<int, RgbImage>? PictureOf { get; init; }

    public void Dispose() => Data.Dispose();
}
