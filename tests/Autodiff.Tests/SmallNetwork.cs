using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

/// <summary>Writes small inference networks with random constants under the names that trained networks have.</summary>
internal sealed class SmallNetwork
{
    private readonly Random _random;

    public SmallNetwork(string name, int seed, params ReadOnlySpan<Dimension> input)
    {
        _random = new Random(seed);
        Builder = new GraphBuilder(name);
        Input = Builder.Input("input", ElementType.Float32, new TensorShape(input));
    }

    public GraphBuilder Builder { get; }

    public Value Input { get; }

    /// <summary>A convolution without bias; pads keep the size at stride 1.</summary>
    public Value Conv(string name, Value x, long filters, long size, long stride = 1)
    {
        var pad = size / 2;
        var channels = x.Shape![1].Length!.Value;
        var attributes = AttributeMap.Empty.With("strides", stride, stride).With("pads", pad, pad, pad, pad);
        return Builder.Add("Conv", [x, Constant(name + ".weight", -0.7f, 0.7f, filters, channels, size, size)], attributes, name);
    }

    public Value Normalize(string name, Value x)
    {
        var channels = x.Shape![1].Length!.Value;
        return Builder.Add(
            "BatchNormalization",
            [x, Constant(name + ".weight", 0.5f, 1.5f, channels), Constant(name + ".bias", -0.5f, 0.5f, channels), Constant(name + ".running_mean", -0.5f, 0.5f, channels), Constant(name + ".running_var", 0.5f, 1.5f, channels)],
            name: name);
    }

    public Value Dense(string name, Value x, long outputs)
    {
        var inputs = x.Shape![1].Length!.Value;
        return Builder.Add(
            "Gemm", [x, Constant(name + ".weight", -0.7f, 0.7f, outputs, inputs), Constant(name + ".bias", -0.5f, 0.5f, outputs)], AttributeMap.Empty.With("transB", 1), name);
    }

    public Value Dropout(string name, Value x, float ratio) => Builder.Add("Dropout", [x, Builder.Constant(name + ".ratio", TensorData.FromFloats([ratio]))], name: name);

    public Value Add(string op, params ReadOnlySpan<Value> inputs) => Builder.Add(op, inputs.ToArray());

    /// <summary>Pixels to features, features to logits.</summary>
    public Graph Classify(Value map, long classes) =>
        Builder.Build([("logits", Dense("fc", Add("Flatten", Add("GlobalAveragePool", map)), classes))]);

    /// <summary>The names of everything that can be trained.</summary>
    public static string[] Trainable(Graph network) =>
        [.. network.Constants.Select(constant => constant.Name).Where(name => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal))];

    private Value Constant(string name, float low, float high, params long[] shape)
    {
        var numbers = new float[shape.Aggregate((a, b) => a * b)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = low + ((high - low) * _random.NextSingle());
        return Builder.Constant(name, TensorData.FromFloats(numbers, shape));
    }
}
