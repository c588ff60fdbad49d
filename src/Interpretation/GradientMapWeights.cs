using MLPipeline.Execution;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Interpretation;

/// <summary>
/// Mean derivatives of a class's logit by the places of a map. The training engine differentiates by parameters and from a
/// cross-entropy, so both are put in: a number per channel, zero, is added to the map, whose derivative is the sum over the places; and
/// a further logit, always zero, takes what the target of the class gives, so that the targets' sum is zero and the gradient by the
/// logits is 1 at the class and 0 at all others.
/// </summary>
internal sealed class GradientMapWeights : MapWeights
{
    private readonly WorkTeam _team;
    private readonly CompiledNetwork _network;
    private readonly int _channels;
    private readonly int _places;
    private readonly float[] _weights;

    /// <param name="graph">The whole network.</param>
    /// <param name="map">Where it is cut, <c>[N, C, H, W]</c>.</param>
    /// <param name="logits">Its end, <c>[N, K]</c>.</param>
    /// <exception cref="GraphFormatException">The part behind the map cannot be differentiated; the message says why.</exception>
    public GradientMapWeights(Graph graph, Value map, Value logits)
    {
        var shape = map.Shape!;
        _channels = (int)shape[1].Length!.Value;
        _places = (int)(shape[2].Length!.Value * shape[3].Length!.Value);
        _weights = new float[_channels];
        var classes = (int)(logits.Shape is [_, { Length: { } known }]
            ? known
            : throw new GraphFormatException($"The number of classes of network '{graph.Name}' is not known: {logits}."));

        var builder = GraphBuilder.Like(graph);
        var input = builder.Input("map", ElementType.Float32, new TensorShape("batch", shape[1], shape[2], shape[3]));
        var offset = builder.Constant("offset", TensorData.FromFloats(new float[_channels], 1, _channels, 1, 1));
        var moved = builder.Add("Add", [input, offset], name: "moved_map");
        var end = builder.Inline(graph, new Dictionary<Value, Value> { [map] = moved }, logits)[logits];
        var extension = builder.Constant("logits_and_zero.weight", IdentityAndZero(classes));
        var extended = builder.Add("Gemm", [end, extension], AttributeMap.Empty.With("transB", 1), "logits_and_zero");
        var network = new NoOpRemoval().Run(builder.Build([("logits_and_zero", extended)])); // dropout would drop
        _team = new WorkTeam();
        try
        {
            _network = CompiledNetwork.Compile(network, [offset.Name], classes + 1, new ExecutionOptions { BatchSize = 1 }, _team);
        }
        catch
        {
            _team.Dispose();
            throw;
        }
    }

    public override ReadOnlySpan<float> For(ReadOnlySpan<float> map, int classIndex)
    {
        var images = _network.Images; // [H, W, C]
        for (var i = 0; i < map.Length; i++) images[(i % _places * _channels) + (i / _places)] = map[i];
        _network.Targets.Clear();
        _network.Targets[classIndex] = -1;
        _network.Targets[^1] = 1;
        _network.Step(randomSeed: 0);
        var gradient = _network.Parameters.ReadGradient(_network.Parameters.Slots[0]);
        for (var channel = 0; channel < _channels; channel++) _weights[channel] = gradient[channel] / _places;
        return _weights;
    }

    public override void Dispose()
    {
        _network.Dispose();
        _team.Dispose();
    }

    /// <summary><c>[K + 1, K]</c>: each logit as it is, and zero.</summary>
    private static TensorData IdentityAndZero(int classes)
    {
        var weights = new float[(classes + 1) * classes];
        for (var k = 0; k < classes; k++) weights[(k * classes) + k] = 1;
        return TensorData.FromFloats(weights, classes + 1, classes);
    }
}
