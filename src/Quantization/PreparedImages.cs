using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Quantization;

/// <summary>Images as a network takes them, decoded once for all the runs over them: a byte for each of their numbers.</summary>
internal sealed class PreparedImages
{
    private readonly List<byte[]> _items = [];

    private PreparedImages(IReadOnlyList<int> itemShape) => ItemShape = itemShape;

    /// <summary>Images that could be read.</summary>
    public int Count => _items.Count;

    /// <summary>One image's shape, <c>[3, H, W]</c>.</summary>
    public IReadOnlyList<int> ItemShape { get; }

    /// <summary>Decodes images; those that cannot be read are left out.</summary>
    /// <param name="input">A contract whose numbers are whole, 0 to 255, as those of the trainer's own models are.</param>
    /// <param name="images">The images.</param>
    /// <param name="options">Threads and limits of decoding.</param>
    /// <param name="unread">Told of each image that cannot be read.</param>
    /// <param name="cancellation">Looked at between images.</param>
    public static PreparedImages Read(
        InputContract input,
        IEnumerable<ImageSource> images,
        BatchRunOptions options,
        Action<ImageSource, ImageException> unread,
        CancellationToken cancellation)
    {
        var prepared = new PreparedImages(input.ItemShape());
        var onProcessor = new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 };
        using var session = OnnxSession.Load(PassThrough(prepared.ItemShape), onProcessor);
        new ImageBatchRunner(session, input, "row", options).Run(
            images,
            row =>
            {
                if (row.Fault is { } fault)
                {
                    unread(row.Source, fault);
                    return;
                }

                var bytes = new byte[row.Values.Length];
                for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)row.Values[i];
                prepared._items.Add(bytes);
            },
            cancellation);
        return prepared;
    }

    /// <summary>The first so many of them.</summary>
    public PreparedImages Take(int count)
    {
        var part = new PreparedImages(ItemShape);
        part._items.AddRange(_items.Take(count));
        return part;
    }

    /// <summary>Writes an image as the network's input.</summary>
    public void CopyTo(int index, Span<float> destination)
    {
        var item = _items[index];
        for (var i = 0; i < item.Length; i++) destination[i] = item[i];
    }

    /// <summary>A network that gives its input back, as a row.</summary>
    private static byte[] PassThrough(IReadOnlyList<int> itemShape)
    {
        var builder = new GraphBuilder();
        var input = builder.Input("image", ElementType.Float32, new TensorShape("batch", itemShape[0], itemShape[1], itemShape[2]));
        return OnnxWriter.ToBytes(builder.Build([("row", builder.Add("Flatten", [input]))]));
    }
}
