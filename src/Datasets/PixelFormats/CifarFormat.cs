namespace MLPipeline.Datasets;

/// <summary>
/// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky, cs.toronto.edu/~kriz/cifar.html): records of one or two labels and 3072 bytes, the
/// red plane first, each plane row by row.
/// </summary>
internal sealed class CifarFormat : PixelFormat
{
    private readonly string[] _train;
    private readonly string[] _test;
    private readonly int _labelBytes;
    private readonly int _labelIndex;

    /// <param name="train">Files of the training part.</param>
    /// <param name="test">Files of the test part.</param>
    /// <param name="labelBytes">Labels at the start of a record.</param>
    /// <param name="labelIndex">Which of them counts.</param>
    private CifarFormat(string[] train, string[] test, int labelBytes, int labelIndex)
    {
        (_train, _test, _labelBytes, _labelIndex) = (train, test, labelBytes, labelIndex);
    }

    public static CifarFormat Ten { get; } = new([.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin")], ["test_batch.bin"], 1, 0);

    /// <summary>The 100 fine labels, the second of a record.</summary>
    public static CifarFormat Hundred { get; } = new(["train.bin"], ["test.bin"], 2, 1);

    /// <summary>The 20 superclasses, the first of a record.</summary>
    public static CifarFormat HundredCoarse { get; } = new(["train.bin"], ["test.bin"], 2, 0);

    public override IReadOnlyList<string> FilesOf(PixelPart part) => part == PixelPart.Train ? _train : _test;

    public override PixelSet Read(IPixelFiles source, PixelPart part, KnownPixelSet set)
    {
        // The sizes come first: they say how large the one array is, and an archive has the files in an order of its own.
        var files = FilesOf(part);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        source.Visit(files, (name, data) => counts[name] = CountImages(data, set));

        byte[] pixels = [], labels = [];
        source.Visit(files, (name, data) =>
        {
            if (pixels.Length == 0)
            {
                pixels = Allocate(data, 0, counts.Values.Sum(), set);
                labels = new byte[pixels.Length / set.ImageBytes];
            }

            var first = (int)files.TakeWhile(file => file != name).Sum(file => counts[file]);
            ReadImages(data, set, pixels, labels, first, (int)counts[name]);
        });
        return new PixelSet(pixels, labels, set.Height, set.Width, set.Channels, set.Classes);
    }

    private long CountImages(DataStream data, KnownPixelSet set)
    {
        var record = _labelBytes + set.ImageBytes;
        var length = data.Length!.Value;
        return length > 0 && length % record == 0
            ? length / record
            : throw data.Fault(length, $"the file ends there, which is no whole number of records of {record} bytes");
    }

    private void ReadImages(DataStream data, KnownPixelSet set, byte[] pixels, byte[] labels, int first, int count)
    {
        var record = new byte[_labelBytes + set.ImageBytes];
        for (var i = first; i < first + count; i++)
        {
            var offset = data.Offset;
            data.ReadExactly(record);
            labels[i] = record[_labelIndex];
            ExpectClass(labels[i], data, offset + _labelIndex, set);
            PixelPlanes.Interleave(record.AsSpan(_labelBytes), pixels.AsSpan(i * set.ImageBytes, set.ImageBytes), set.Height, set.Width);
        }

        data.ExpectEnd();
    }
}
