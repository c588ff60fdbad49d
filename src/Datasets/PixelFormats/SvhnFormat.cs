namespace MLPipeline.Datasets;

/// <summary>
/// The cropped digits of SVHN (Netzer et al. 2011, ufldl.stanford.edu/housenumbers): a MATLAB file with <c>X [32, 32, 3, N]</c> and
/// <c>y [N, 1]</c>, where label 10 is the digit 0.
/// </summary>
internal sealed class SvhnFormat : PixelFormat
{
    private const int LabelOfZero = 10;

    public override IReadOnlyList<string> FilesOf(PixelPart part) => [part == PixelPart.Train ? "train_32x32.mat" : "test_32x32.mat"];

    public override PixelSet Read(IPixelFiles source, PixelPart part, KnownPixelSet set)
    {
        byte[] pixels = [], labels = [];
        source.Visit(FilesOf(part), (_, data) =>
        {
            MatlabReader.Read(data, array =>
            {
                if (array.Name == "X" && pixels.Length == 0)
                    pixels = ReadImages(array, set);
                else if (array.Name == "y" && labels.Length == 0)
                    labels = ReadLabels(array);
            });
            if (pixels.Length == 0 || labels.Length == 0)
                throw data.Fault(data.Offset, $"the file ends there without the variable {(pixels.Length == 0 ? "X" : "y")}");

            if (pixels.Length / set.ImageBytes != labels.Length)
                throw data.Fault(data.Offset, $"the file ends there: {labels.Length} labels in y, {pixels.Length / set.ImageBytes} images in X");
        });
        return new PixelSet(pixels, labels, set.Height, set.Width, set.Channels, set.Classes);
    }

    private static byte[] ReadImages(MatlabArray array, KnownPixelSet set)
    {
        array.ExpectBytes();
        int[] image = [set.Height, set.Width, set.Channels];
        if (array.Dimensions.Count is not (3 or 4) || !array.Dimensions.Take(3).SequenceEqual(image))
            throw array.Fault(array.DimensionsOffset, $"X is [{string.Join(", ", array.Dimensions)}] instead of [{string.Join(", ", image)}, N]");

        // MATLAB drops a last dimension of 1.
        var pixels = Allocate(array.Data, array.DimensionsOffset, array.Dimensions.ElementAtOrDefault(3) is var count and > 0 ? count : 1, set);
        var planes = new byte[set.ImageBytes];
        for (var start = 0; start < pixels.Length; start += planes.Length)
        {
            array.Data.ReadExactly(planes);
            PixelPlanes.InterleaveColumns(planes, pixels.AsSpan(start, planes.Length), set.Height, set.Width);
        }

        return pixels;
    }

    private static byte[] ReadLabels(MatlabArray array)
    {
        if (array.Dimensions.Count != 2 || array.Dimensions.Min() != 1)
            throw array.Fault(array.DimensionsOffset, $"y is [{string.Join(", ", array.Dimensions)}] instead of [N, 1]");

        var values = array.ReadNumbers();
        var labels = new byte[values.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            if (values[i] is not (>= 1 and <= LabelOfZero) || values[i] != Math.Truncate(values[i]))
                throw array.Fault(array.OffsetOf(i), $"label {values[i]} is none of 1 to {LabelOfZero}");

            labels[i] = (byte)(values[i] % LabelOfZero);
        }

        return labels;
    }
}
