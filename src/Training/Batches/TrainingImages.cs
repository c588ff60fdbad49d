using System.Globalization;

namespace MLPipeline.Training;

/// <summary>Images and how they become a network's input: augmented if wanted, then <c>(pixel / 255 - mean) / deviation</c>.</summary>
public sealed record TrainingImages
{
    /// <summary>The images.</summary>
    public required IPixelSource Pixels { get; init; }

    /// <summary>Mean of each channel, for pixels from 0 to 1.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Deviation of each channel, for pixels from 0 to 1; above 0.</summary>
    public required IReadOnlyList<float> Deviation { get; init; }

    /// <summary>What happens to the images before; default nothing, as for images to measure on.</summary>
    public ImageAugmentation Augmentation { get; init; } = ImageAugmentation.None;

    /// <summary>Rows of the network's input; null (the default) for those of the images. Others need <c>resized-crop</c>.</summary>
    public int? Height { get; init; }

    /// <summary>Columns of the network's input; null (the default) for those of the images.</summary>
    public int? Width { get; init; }

    internal int InputHeight => Height ?? Pixels.Height;

    internal int InputWidth => Width ?? Pixels.Width;

    /// <summary>What can be said against training a network of that input and so many classes with these images, one sentence each.</summary>
    /// <param name="name">What the images are called in the sentences.</param>
    /// <param name="inputLength">Values of one image.</param>
    /// <param name="classes">The network's classes.</param>
    internal IEnumerable<string> Faults(string name, int inputLength, int classes)
    {
        if (Pixels.Count == 0) yield return $"There are no {name} images.";
        if (Pixels.Classes.Count != classes) yield return $"The {name} images have {Pixels.Classes.Count} classes; the network has {classes}.";
        if (InputHeight * InputWidth * Pixels.Channels != inputLength)
        {
            yield return $"The {name} images are prepared to {InputHeight} x {InputWidth} x {Pixels.Channels}; the network takes {inputLength} values.";
        }

        if ((InputHeight, InputWidth) != (Pixels.Height, Pixels.Width) && !Augmentation.Transforms.Any(transform => transform is RandomResizedCrop))
        {
            yield return $"The {name} images are {Pixels.Height} x {Pixels.Width}, the input {InputHeight} x {InputWidth}: resize them first, or use resized-crop.";
        }

        if (Mean.Count != Pixels.Channels || Deviation.Count != Pixels.Channels || !Mean.All(float.IsFinite) || !Deviation.All(value => value > 0 && float.IsFinite(value)))
        {
            yield return $"Mean [{Numbers(Mean)}] and deviation [{Numbers(Deviation)}] of the {name} images must be {Pixels.Channels} numbers each, the deviation above 0.";
        }

        foreach (var fault in Augmentation.Faults()) yield return fault;
        if (Enumerable.Range(0, Pixels.Count).FirstOrDefault(i => (uint)Pixels.LabelOf(i) >= (uint)classes, -1) is >= 0 and var wrong)
        {
            yield return $"The label {Pixels.LabelOf(wrong)} of {name} image {wrong} is none of the network's {classes} classes.";
        }
    }

    /// <summary>Everything but the images' content that their input depends on.</summary>
    internal string DescribePreparation() => string.Create(
        CultureInfo.InvariantCulture, $"{InputHeight} x {InputWidth}, mean [{Numbers(Mean)}], deviation [{Numbers(Deviation)}], augmented by {Augmentation}");

    private static string Numbers(IReadOnlyList<float> values) => string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
