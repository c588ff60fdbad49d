namespace MLPipeline.Datasets;

/// <summary>
/// STL-10's binary files (Coates, Lee and Ng, cs.stanford.edu/~acoates/stl10): images in <c>X</c> as three planes of columns, labels from 1 in
/// <c>y</c>.
/// </summary>
internal sealed class StlFormat : PixelFormat
{
    public override IReadOnlyList<string> FilesOf(PixelPart part)
    {
        var prefix = part == PixelPart.Train ? "train" : "test";
        return [prefix + "_X.bin", prefix + "_y.bin"];
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
                labels = ReadLabels(data, set);

            // Whichever of the two comes second.
            if (pixels.Length > 0 && labels.Length > 0 && pixels.Length / set.ImageBytes != labels.Length)
                throw data.Fault(data.Offset, $"the file ends there: {labels.Length} labels in {files[1]}, {pixels.Length / set.ImageBytes} images in {files[0]}");
        });
        return new PixelSet(pixels, labels, set.Height, set.Width, set.Channels, set.Classes);
    }

    private static byte[] ReadImages(DataStream data, KnownPixelSet set)
    {
        var length = data.Length!.Value;
        if (length % set.ImageBytes != 0)
            throw data.Fault(length, $"the file ends there, which is no whole number of images of {set.ImageBytes} bytes");

        var pixels = Allocate(data, 0, length / set.ImageBytes, set);
        var planes = new byte[set.ImageBytes];
        for (var start = 0; start < pixels.Length; start += planes.Length)
        {
            data.ReadExactly(planes);
            PixelPlanes.InterleaveColumns(planes, pixels.AsSpan(start, planes.Length), set.Height, set.Width);
        }

        return pixels;
    }

    private static byte[] ReadLabels(DataStream data, KnownPixelSet set)
    {
        if (data.Length is not (> 0 and <= int.MaxValue))
            throw data.Fault(0, "the file has no labels");

        var labels = new byte[(int)data.Length];
        data.ReadExactly(labels);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 1 || labels[i] > set.Classes.Count)
                throw data.Fault(i, $"label {labels[i]} is none of the {set.Classes.Count} classes, 1 to {set.Classes.Count}");

            labels[i]--;
        }

        return labels;
    }
}
