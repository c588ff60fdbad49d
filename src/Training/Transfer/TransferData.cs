using MLPipeline.Datasets;

namespace MLPipeline.Training;

/// <summary>An image with its class and its part.</summary>
/// <param name="Image">Where to read it, and the hash of its bytes.</param>
/// <param name="Label">Its class, an index into <see cref="TransferData.Classes"/>.</param>
/// <param name="Part">Training, validation or test.</param>
public readonly record struct TransferImage(FeatureImage Image, int Label, SplitName Part);

/// <summary>Images to learn from and to measure on.</summary>
/// <param name="Classes">The class names, at least 2; their order is the order of the scores.</param>
/// <param name="Images">The images of all parts.</param>
public sealed record TransferData(IReadOnlyList<string> Classes, IReadOnlyList<TransferImage> Images)
{
    /// <summary>The images of a split data set.</summary>
    /// <param name="split">The data set and its parts.</param>
    /// <param name="contents">The hash of each image, in the order of the data set; images without one are left out.</param>
    public static TransferData From(DatasetSplit split, IReadOnlyList<ContentHash> contents)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(contents);
        var images = new List<TransferImage>(split.Dataset.Images.Count);
        for (var i = 0; i < split.Dataset.Images.Count; i++)
        {
            var image = split.Dataset.Images[i];
            if (!contents[i].IsNone)
            {
                images.Add(new TransferImage(new FeatureImage(contents[i], Inference.ImageSource.FromFile(image.Path)), split.Dataset.ClassOf(image), split.Parts[i]));
            }
        }

        return new TransferData(split.Dataset.Classes, images);
    }
}
