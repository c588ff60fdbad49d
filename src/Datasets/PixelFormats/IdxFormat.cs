namespace MLPipeline.Datasets;

/// <summary>Four IDX files of grey images, plain or packed: MNIST and its relatives.</summary>
internal sealed class IdxFormat : PixelFormat
{
    private const int RowsOffset = 8; // magic number, number of images, then the rows

    public override DatasetFaultKind FaultKind => DatasetFaultKind.Idx;

    public override bool MayBePacked => true;

    public override IReadOnlyList<string> FilesOf(PixelPart part)
    {
        var prefix = part == PixelPart.Train ? "train" : "t10k";
        return [prefix + "-images-idx3-ubyte", prefix + "-labels-idx1-ubyte"];
    }

    public override PixelSet Read(IPixelFiles source, PixelPart part, KnownPixelSet set)
    {
        var files = FilesOf(part);
        byte[] pixels = [], labels = [];
        source.Visit(files, (name, data) =>
        {
            if (name == files[0])
                pixels = ReadImages(data, set);
            else
                labels = ReadLabels(data, set, pixels.Length / set.ImageBytes);
        });
        return new PixelSet(pixels, labels, set.Height, set.Width, set.Channels, set.Classes);
    }

    private static byte[] ReadImages(DataStream data, KnownPixelSet set)
    {
        using var images = new IdxStream(data, dimensions: 3);
        var (count, height, width) = (images.Dimensions[0], images.Dimensions[1], images.Dimensions[2]);
        if ((height, width) != (set.Height, set.Width))
            throw images.Fault(RowsOffset, $"the images are {height} x {width}, those of {set.Title} are {set.Height} x {set.Width}");

        var pixels = Allocate(data, 4, count, set);
        images.ReadExactly(pixels);
        images.ExpectEnd();
        return pixels;
    }

    private static byte[] ReadLabels(DataStream data, KnownPixelSet set, int images)
    {
        using var stream = new IdxStream(data, dimensions: 1);
        var labels = new byte[stream.Dimensions[0]];
        if (labels.Length != images)
            throw stream.Fault(4, $"there are {labels.Length} labels for {images} images");

        var first = data.Offset;
        stream.ReadExactly(labels);
        stream.ExpectEnd();
        for (var i = 0; i < labels.Length; i++)
            ExpectClass(labels[i], data, first + i, set);

        return labels;
    }
}
