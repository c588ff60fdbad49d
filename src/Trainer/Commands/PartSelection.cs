using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>The images that a model is measured with.</summary>
/// <param name="Images">In the order of the data set.</param>
/// <param name="Part">train, validation, test or all: <c>metricsOf</c> in JSON.</param>
/// <param name="Explanation">One sentence that says which they are.</param>
internal sealed record PartSelection(IReadOnlyList<LabeledImage> Images, string Part, string Explanation)
{
    /// <summary>
    /// Chooses by name. Auto recognises the very data that the model was trained on, by the hash in its provenance, and then takes
    /// only the images that were held out: figures on training images would be too good.
    /// </summary>
    /// <exception cref="DatasetException">The wanted part is not there.</exception>
    public static PartSelection Choose(ProgramConsole console, ImageDataset dataset, ModelContract model, string part, CancellationToken cancellation)
    {
        if (part.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return new PartSelection(dataset.Images, "all", $"All {Measure.Count(dataset.Images.Count)} images");
        }

        var split = dataset.HasSplits ? null : SplitOfTraining(console, dataset, model, cancellation);
        SplitName? PartOf(int index) => split is null ? dataset.Images[index].Split : split.Parts[index];
        PartSelection? Of(SplitName name)
        {
            var images = Enumerable.Range(0, dataset.Images.Count).Where(i => PartOf(i) == name).Select(i => dataset.Images[i]).ToList();
            var origin = split is null ? "the data's own" : "held out when the model was trained on these data: the";
            return images.Count == 0 ? null : new PartSelection(images, name.ToString().ToLowerInvariant(), $"{Measure.Count(images.Count)} images, {origin} {name.ToString().ToLowerInvariant()} part");
        }

        if (!part.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return Of(Enum.Parse<SplitName>(part, ignoreCase: true)) ?? throw new DatasetException(new DatasetFault(
                DatasetFaultKind.SplitName, dataset.Root, $"has no {part.ToLowerInvariant()} part, neither of its own nor from this model's training", "Use --part all"));
        }

        return Of(SplitName.Test) ?? Of(SplitName.Validation) ?? new PartSelection(dataset.Images, "all", $"All {Measure.Count(dataset.Images.Count)} images");
    }

    /// <summary>
    /// The images that the model learnt from: the data's own training part, or that of the model's training on these data; null where it is
    /// not known.
    /// </summary>
    public static IReadOnlyList<LabeledImage>? FindTraining(
        ProgramConsole console, ImageDataset dataset, ModelContract model, CancellationToken cancellation)
    {
        var split = dataset.HasSplits ? null : SplitOfTraining(console, dataset, model, cancellation);
        LabeledImage[] images = [.. dataset.Images.Where((image, index) => (split is null ? image.Split : split.Parts[index]) == SplitName.Train)];
        return images.Length == 0 ? null : images;
    }

    private static DatasetSplit? SplitOfTraining(ProgramConsole console, ImageDataset dataset, ModelContract model, CancellationToken cancellation)
    {
        if (model.Provenance is null || ModelProvenance.Read(model.Provenance) is not { Split: { } options } provenance || provenance.Images != dataset.Images.Count)
        {
            return null;
        }

        var contents = ContentReader.Read(console, dataset, cancellation);
        var split = DatasetSplitter.Split(dataset, options, contents.Values);
        return TransferData.From(split, contents.Values).ContentSha256() == provenance.DataSha256 ? split : null;
    }
}
