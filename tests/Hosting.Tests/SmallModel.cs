using System.Runtime.InteropServices;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Hosting.Tests;

/// <summary>
/// A family of networks that differ in their answers only: the mean brightness of each colour, weighed by a number for each class, plus a
/// bias that depends on the version; then softmax. Files of all versions have the same length.
/// </summary>
internal sealed record SmallModel(int Version)
{
    public const int Side = 8;

    private const int CodeChannels = 16;

    public IReadOnlyList<string> Labels { get; init; } = ["daisy", "rose", "tulip"];

    /// <summary>Whether the scores are probabilities.</summary>
    public bool Softmax { get; init; } = true;

    /// <summary>Whether the input is an output too, under the name of the features.</summary>
    public bool Features { get; init; }

    /// <summary>Whether the network takes batches of one image only.</summary>
    public bool OneImageOnly { get; init; }

    /// <summary>Whether the image goes through a 3x3 convolution in 8 bits first, which the project's own kernels compute where they are faster.</summary>
    public bool InCodes { get; init; }

    public float Weight { get; init; } = 1 / 255f;

    public static byte[] Png { get; } =
        ImageEncoder.EncodePng(new RgbImage(12, 12, [.. Enumerable.Range(0, 12 * 12 * 3).Select(i => (byte)(i * 7))]));

    /// <summary>What the version answers to <see cref="Png"/>.</summary>
    public float[] Scores()
    {
        using var engine = new PredictionEngine(new MemoryStream(ToBytes()), new PredictionEngineOptions { ThreadsPerRun = 1 });
        return engine.Predict(Png).Scores.ToArray();
    }

    public byte[] ToBytes()
    {
        var classes = Labels.Count;
        var builder = new GraphBuilder();
        var input = builder.Input(
            ModelMetadata.ImageInput,
            ElementType.Float32,
            OneImageOnly ? new TensorShape(1, 3, Side, Side) : new TensorShape("batch", 3, Side, Side));
        var means = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [InCodes ? ThroughCodes(builder, input) : input])]);
        var channels = InCodes ? CodeChannels : 3;
        float[] weights = [.. Enumerable.Range(0, channels * classes).Select(i => (i % 4) * Weight)];
        float[] biases = [.. Enumerable.Range(0, classes).Select(k => MathF.Sin((3 * Version) + k))];
        var score = builder.Add(
            "Gemm",
            [
                means,
                builder.Constant("weights", TensorData.FromFloats(weights, channels, classes)),
                builder.Constant("biases", TensorData.FromFloats(biases, classes)),
            ]);
        if (Softmax)
        {
            score = builder.Add("Softmax", [score], AttributeMap.Empty.With("axis", 1L));
        }

        List<(string, Value)> outputs = [(ModelMetadata.ScoreOutput, score)];
        if (Features)
        {
            outputs.Add((ModelMetadata.FeatureOutput, builder.Add("Flatten", [input])));
        }

        var contract = new ModelContract { Input = new InputContract { Resize = ResizeRule.Squash(Side, Side) }, Labels = Labels };
        return OnnxWriter.ToBytes(builder.Build(outputs, ModelMetadata.Write(contract)));
    }

    private static Value ThroughCodes(GraphBuilder builder, Value image)
    {
        float[] spread = [.. Enumerable.Range(0, CodeChannels * 3).Select(i => i % 5 == 0 ? 0.5f : 0.25f)];
        sbyte[] filters = [.. Enumerable.Range(0, CodeChannels * CodeChannels * 9).Select(i => (sbyte)((i % 41) - 20))];
        var map = builder.Add("Conv", [image, builder.Constant("spread", TensorData.FromFloats(spread, CodeChannels, 3, 1, 1))]);
        var (one, zero) = (builder.Constant("one", TensorData.FromFloats([1f])), Stored("zero", ElementType.UInt8, [0]));
        var codes = builder.Add("QuantizeLinear", [map, one, zero]);
        var (step, middle) = (builder.Constant("step", TensorData.FromFloats([50f])), Stored("middle", ElementType.UInt8, [128]));
        Value[] inputs =
        [
            codes, one, zero,
            Stored("filters", ElementType.Int8, MemoryMarshal.AsBytes<sbyte>(filters), CodeChannels, CodeChannels, 3, 3),
            one, Stored("filter zero", ElementType.Int8, [0]), step, middle,
        ];
        return builder.Add("DequantizeLinear", [builder.Add("QLinearConv", inputs, AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L)), step, middle]);

        Value Stored(string name, ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape) =>
            builder.Constant(name, new TensorData(type, shape.Length == 0 ? [1] : shape, bytes.ToArray()));
    }

    public string Hash() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ToBytes()));
}
