using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Interpretation;

/// <summary>An image and the classes that evidence is looked for.</summary>
/// <param name="Image">The image.</param>
/// <param name="Classes">Places among the model's labels.</param>
public sealed record ActivationRequest(ImageSource Image, IReadOnlyList<int> Classes);

/// <summary>
/// Shows where in an image a classifier sees its classes. Reads the model file, makes its last map an output, and computes that on the
/// processor. Not safe for concurrent use.
/// </summary>
public sealed class ActivationMapper : IDisposable
{
    private const string MapOutput = "activation_map";

    private readonly OnnxSession _session;
    private readonly InputContract _input;
    private readonly MapWeights _weights;
    private readonly BatchRunOptions _batches;
    private readonly int _classes;
    private readonly int _channels;

    private ActivationMapper(OnnxSession session, ModelContract contract, MapWeights weights, TensorShape shape, BatchRunOptions batches)
    {
        _session = session;
        _input = contract.Input;
        _classes = contract.Labels.Count;
        _weights = weights;
        _batches = batches;
        (_channels, Height, Width) = ((int)shape[1].Length!.Value, (int)shape[2].Length!.Value, (int)shape[3].Length!.Value);
    }

    /// <summary>
    /// How the maps are computed: by the dense layer's weights where the network ends in a global average and that layer alone.
    /// </summary>
    public ActivationMethod Method => _weights is DenseMapWeights ? ActivationMethod.DenseWeights : ActivationMethod.Gradients;

    /// <summary>Rows of a map.</summary>
    public int Height { get; }

    /// <summary>Columns of a map.</summary>
    public int Width { get; }

    /// <summary>Loads a model file.</summary>
    /// <param name="modelPath">A model that this project's trainer wrote.</param>
    /// <param name="contract">What the file says about itself, <see cref="PredictionEngine.Contract"/>.</param>
    /// <param name="batches">Threads and decoding limits; null for the defaults.</param>
    /// <exception cref="GraphFormatException">
    /// The network has no map to show, or what is behind its last map cannot be differentiated.
    /// </exception>
    /// <exception cref="OnnxModelException">The network cannot be loaded.</exception>
    public static ActivationMapper Load(string modelPath, ModelContract contract, BatchRunOptions? batches = null)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var graph = OnnxReader.Read(modelPath);
        var logits = ClassLogits.Find(graph, contract.ScoreOutput);
        var pooled = PooledClassifier.Find(logits);
        var map = pooled?.Map ?? LastMap.Find(graph, logits);
        var exposed = Expose(graph, map, pooled is { HasChannelsLast: true });
        var shape = exposed.Outputs[0].Shape!;
        var options = new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 };
        var session = OnnxSession.Load(OnnxWriter.ToBytes(exposed), options);
        try
        {
            MapWeights weights = pooled is null
                ? new GradientMapWeights(graph, map, logits)
                : new DenseMapWeights(pooled.Weights, (int)shape[1].Length!.Value);
            return new ActivationMapper(session, contract, weights, shape, batches ?? new BatchRunOptions());
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The maps of some images, each image's in the order of its classes.</summary>
    /// <param name="requests">The images and their classes.</param>
    /// <param name="cancellation">Looked at before each batch.</param>
    /// <exception cref="ImageException">An image cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is none of the model's.</exception>
    public IReadOnlyList<IReadOnlyList<ActivationMap>> Compute(
        IReadOnlyList<ActivationRequest> requests, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (var wanted in requests.SelectMany(request => request.Classes))
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)wanted, (uint)_classes, nameof(requests));
        }

        var maps = new List<IReadOnlyList<ActivationMap>>(requests.Count);
        ImageException? fault = null;
        new ImageBatchRunner(_session, _input, MapOutput, _batches).Run(
            requests.Select(request => request.Image),
            row =>
            {
                fault ??= row.Fault;
                if (fault is not null) return;
                var values = row.Values;
                var found = new List<ActivationMap>();
                foreach (var wanted in requests[(int)row.Index].Classes) found.Add(Weigh(values, wanted));
                maps.Add(found);
            },
            cancellation);
        return fault is null ? maps : throw fault;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _session.Dispose();
    }

    private ActivationMap Weigh(ReadOnlySpan<float> map, int classIndex)
    {
        var weights = _weights.For(map, classIndex);
        var places = Height * Width;
        var values = new float[places];
        for (var channel = 0; channel < _channels; channel++)
        {
            var plane = map.Slice(channel * places, places);
            for (var place = 0; place < places; place++) values[place] += weights[channel] * plane[place];
        }

        if (Method == ActivationMethod.Gradients)
        {
            foreach (ref var value in values.AsSpan()) value = Math.Max(0, value);
        }

        return new ActivationMap(classIndex, Height, Width, values);
    }

    /// <summary>The network up to its map, <c>[N, C, H, W]</c>.</summary>
    private static Graph Expose(Graph graph, Value map, bool hasChannelsLast)
    {
        var builder = GraphBuilder.Like(graph);
        var inputs = graph.Inputs.ToDictionary(input => input, input => builder.Input(input.Name, input.ElementType!.Value, input.Shape));
        var exposed = builder.Inline(graph, inputs, map)[map];
        if (hasChannelsLast) exposed = builder.Add("Transpose", [exposed], AttributeMap.Empty.With("perm", 0L, 3L, 1L, 2L), "map_nchw");
        return builder.Build([(MapOutput, exposed)]);
    }
}
