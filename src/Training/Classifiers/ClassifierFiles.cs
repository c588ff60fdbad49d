using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Image files as data for a whole network.</summary>
public static class ClassifierFiles
{
    /// <summary>Memory for decoded pixels, shared out among the parts by their sizes.</summary>
    private const long KeptBytes = 1L << 30;

    /// <summary>Larger than the input by as much as usual for random crops: 256 for 224.</summary>
    private const double CropMargin = 8.0 / 7;

    /// <summary>Reads and decodes every file once, so that an unreadable one is known before training.</summary>
    /// <param name="data">The files, their classes and parts.</param>
    /// <param name="rule">How an image becomes the network's input.</param>
    /// <param name="augmentation">What happens to training images; with random crops they are kept somewhat larger.</param>
    /// <param name="decode">Limits of decoding.</param>
    /// <param name="team">The threads that decode.</param>
    /// <param name="progress">Told how many files are done, from several threads.</param>
    /// <param name="cancellation">Looked at before each file.</param>
    /// <exception cref="DatasetException">A class has no readable training image.</exception>
    public static ClassifierData Open(
        TransferData data,
        ResizeRule rule,
        ImageAugmentation augmentation,
        DecodeOptions decode,
        WorkTeam team,
        Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(augmentation);
        var skipped = new List<SkippedImage>();
        var done = 0;
        ClassifierImages? Open(int[] places, ResizeRule size)
        {
            if (places.Length == 0) return null;
            var files = places.Select(place => new LabeledFile(data.Images[place].Image.Source.Name, data.Images[place].Label)).ToList();
            var options = new ImageFileOptions { Resize = size, Decode = decode, KeptBytes = KeptBytes / data.Images.Count * places.Length };
            var before = done;
            var source = ImageFileSource.Open(files, data.Classes, options, team, count => progress?.Invoke(before + count), cancellation);
            done += places.Length;
            skipped.AddRange(source.Skipped.Select(image => image with { Index = places[image.Index] }));
            return source.Count == 0 ? null : new ClassifierImages(source, place => ImageSource.FromFile(source.PathOf(place)));
        }

        var train = Open(PlacesOf(data, SplitName.Train), SizeFor(rule, augmentation));
        var validation = Open(PlacesOf(data, SplitName.Validation), rule);
        var test = Open(PlacesOf(data, SplitName.Test), rule);
        RequireTrainable(data.Classes, train?.Pixels, skipped);
        var summary = DataSummary.Of(data, skipped.Count);
        var sample = validation ?? test ?? Open(Spread(PlacesOf(data, SplitName.Train), ModelExporter.MostCheckedImages), rule);
        return new ClassifierData
        {
            Train = train!,
            Validation = validation,
            Test = test,
            Sample = sample,
            Skipped = [.. skipped.DistinctBy(image => image.Index)],
            Summary = summary,
        };
    }

    private static int[] PlacesOf(TransferData data, SplitName part) => [.. Enumerable.Range(0, data.Images.Count).Where(place => data.Images[place].Part == part)];

    private static int[] Spread(int[] places, int most) =>
        places.Length <= most ? places : [.. Enumerable.Range(0, most).Select(i => places[(int)((long)i * places.Length / most)])];

    /// <summary>The size in which training images are kept: with random crops larger than the input.</summary>
    internal static ResizeRule SizeFor(ResizeRule rule, ImageAugmentation augmentation)
    {
        if (!augmentation.Transforms.Any(transform => transform is RandomResizedCrop)) return rule;
        static int Larger(int side) => (int)Math.Round(CropMargin * side);
        return new ResizeRule(rule.Mode, Larger(rule.Width), Larger(rule.Height), rule.ShortSide == 0 ? 0 : Larger(rule.ShortSide), rule.PadColour);
    }

    private static void RequireTrainable(IReadOnlyList<string> classes, IPixelSource? train, List<SkippedImage> skipped)
    {
        var readable = new int[classes.Count];
        for (var i = 0; i < (train?.Count ?? 0); i++) readable[train!.LabelOf(i)]++;
        ReadableClasses.Require(classes, readable, skipped);
    }
}
