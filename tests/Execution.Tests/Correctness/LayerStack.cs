using MLPipeline.Graphs;

namespace MLPipeline.Execution.Tests;

/// <summary>Writes small networks with random constants: each call adds a layer behind the last one.</summary>
internal sealed class LayerStack
{
    private readonly GraphBuilder _builder;
    private readonly Random _random;

    public LayerStack(int seed, params ReadOnlySpan<Dimension> input)
    {
        _random = new Random(seed);
        _builder = new GraphBuilder("small");
        Last = _builder.Input("input", ElementType.Float32, new TensorShape(input));
    }

    /// <summary>What the next layer is put on; set it to go on elsewhere.</summary>
    public Value Last { get; set; }

    private long Channels => Last.Shape![1].Length!.Value;

    public static AttributeMap Window(long kernel, long stride = 1, long pad = 0) =>
        AttributeMap.Empty.With("kernel_shape", kernel, kernel).With("strides", stride, stride).With("pads", pad, pad, pad, pad);

    public LayerStack Conv(string name, long filters, long kernel, long stride = 1, long dilation = 1, long groups = 1, bool bias = false)
    {
        var pad = dilation * (kernel / 2);
        return Conv(name, filters, Window(kernel, stride, pad).With("dilations", dilation, dilation).With("group", groups), bias);
    }

    public LayerStack Conv(string name, long filters, AttributeMap attributes, bool bias)
    {
        var kernel = attributes.GetInts("kernel_shape")!;
        var perGroup = Channels / attributes.GetInt("group", 1);
        var weights = Numbers(name + ".weight", Math.Sqrt(3.0 / (perGroup * kernel[0] * kernel[1])), 0, filters, perGroup, kernel[0], kernel[1]);
        return Put(_builder.Add("Conv", bias ? [Last, weights, Numbers(name + ".bias", 0.5, 0, filters)] : [Last, weights], attributes, name));
    }

    public LayerStack Normalize(string name) => Put(_builder.Add(
        "BatchNormalization",
        [
            Last, Numbers(name + ".weight", 0.4, 1, Channels), Numbers(name + ".bias", 0.5, 0, Channels), Numbers(name + ".running_mean", 0.5, 0, Channels),
            Numbers(name + ".running_var", 0.4, 1, Channels),
        ],
        AttributeMap.Empty.With("epsilon", 1e-3f).With("momentum", 0.8f),
        name));

    /// <summary>A dense layer; its matrix is <c>[K, F]</c>, or <c>[F, K]</c> where it is turned.</summary>
    public LayerStack Dense(string name, long outputs, bool turned = false, bool bias = true)
    {
        var bound = Math.Sqrt(3.0 / Channels);
        var weights = turned ? Numbers(name + ".weight", bound, 0, Channels, outputs) : Numbers(name + ".weight", bound, 0, outputs, Channels);
        Value[] inputs = bias ? [Last, weights, Numbers(name + ".bias", 0.5, 0, outputs)] : [Last, weights];
        return Put(_builder.Add("Gemm", inputs, AttributeMap.Empty.With("transB", turned ? 0 : 1), name));
    }

    /// <summary>MatMul and Add, as other exporters write a dense layer.</summary>
    public LayerStack Product(string name, long outputs) =>
        Put(_builder.Add("MatMul", [Last, Numbers(name + ".weight", Math.Sqrt(3.0 / Channels), 0, Channels, outputs)], name: name))
            .Put(_builder.Add("Add", [Last, Numbers(name + ".bias", 0.5, 0, outputs)], name: name + ".sum"));

    /// <summary>An operator on the last value and others.</summary>
    public LayerStack Add(string op, params ReadOnlySpan<Value> others) => Add(op, AttributeMap.Empty, others);

    public LayerStack Add(string op, AttributeMap attributes, params ReadOnlySpan<Value> others) => Put(_builder.Add(op, [Last, .. others], attributes));

    public LayerStack Relu() => Add("Relu");

    public LayerStack Concat(params ReadOnlySpan<Value> others) => Add("Concat", AttributeMap.Empty.With("axis", 1), others);

    /// <summary>Numbers around a middle, the same for the same seed and calls.</summary>
    public Value Numbers(string name, double spread, double middle, params long[] shape)
    {
        var numbers = new float[shape.Aggregate(1L, (product, length) => product * length)];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)(middle + (spread * ((2 * _random.NextDouble()) - 1)));
        return _builder.Constant(name, TensorData.FromFloats(numbers, shape));
    }

    public Value Integers(params ReadOnlySpan<long> numbers) => _builder.Constant("integers", TensorData.FromInt64s(numbers, numbers.Length));

    public Value Number(float number) => _builder.Constant("number", TensorData.FromFloats([number]));

    /// <summary>The network, with the last value as its result.</summary>
    public Graph Build() => _builder.Build([("result", Last)]);

    /// <summary>The mean over all pixels, then a dense layer.</summary>
    public Graph Classify(long classes = 3) => Add("GlobalAveragePool").Add("Flatten").Dense("fc", classes).Build();

    private LayerStack Put(Value value)
    {
        Last = value;
        return this;
    }
}
