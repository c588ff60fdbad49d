using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Reporting;

namespace MLPipeline.Trainer;

/// <summary>The images that a model was measured with, by their places; read only where they are shown.</summary>
/// <param name="NameOf">What a report calls an image.</param>
/// <param name="LabelOf">Its class, which the model may not know.</param>
internal abstract record ShownImages(Func<int, string> NameOf, Func<int, string> LabelOf)
{
    public static ShownImages Of(IReadOnlyList<LabeledImage> images) =>
        new Files(place => images[place].RelativePath, place => images[place].Label, place => images[place].Path);

    public static ShownImages Of(TrainReport report)
    {
        string LabelOf(int place) => report.Classes[report.Answers[place].Label];
        string FileOf(int place) => report.Answers[place].Name;
        return report.PictureOf is { } pictureOf
            ? new Pixels(FileOf, LabelOf, pictureOf)
            : new Files(place => RunFolder.Relative(FileOf(place), report.DataPlace), LabelOf, FileOf);
    }

    /// <summary>The image for a network.</summary>
    public abstract ImageSource SourceOf(int place);

    /// <summary>The image as a network sees it.</summary>
    public abstract RgbImage Seen(int place, ResizeRule view);

    /// <summary>The whole image in its proportions, no larger than a thumbnail unless it is there already.</summary>
    public abstract RgbImage Small(int place);

    private sealed record Files(Func<int, string> NameOf, Func<int, string> LabelOf, Func<int, string> PathOf)
        : ShownImages(NameOf, LabelOf)
    {
        public override ImageSource SourceOf(int place) => ImageSource.FromFile(PathOf(place));

        public override RgbImage Seen(int place, ResizeRule view) => ImageDecoder.DecodeFile(PathOf(place), view);

        public override RgbImage Small(int place) => Thumbnail.ReadFile(PathOf(place));
    }

    private sealed record Pixels(Func<int, string> NameOf, Func<int, string> LabelOf, Func<int, RgbImage> PictureOf)
        : ShownImages(NameOf, LabelOf)
    {
        public override ImageSource SourceOf(int place) => ImageSource.FromPixels(PictureOf(place), NameOf(place));

        public override RgbImage Seen(int place, ResizeRule view) => PictureOf(place).Resize(view);

        public override RgbImage Small(int place) => PictureOf(place);
    }
}
