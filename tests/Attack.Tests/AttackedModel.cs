using System.Runtime.InteropServices;
using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Attack.Tests;

/// <summary>Networks with few weights, so that damage hits their structure as often as their numbers.</summary>
internal static class AttackedModel
{
    private const int Side = 16;

    /// <summary>Every usual kind of layer, in floats.</summary>
    public static byte[] InFloats()
    {
        var (builder, weights, small) = Begin();
        var first = builder.Add(
            "Relu", [builder.Add("Conv", [small, weights("w1", [4, 3, 3, 3]), weights("b1", [4])], AttributeMap.Empty.With("pads", [1L, 1, 1, 1]))]);
        var pooled = builder.Add("MaxPool", [first], AttributeMap.Empty.With("kernel_shape", [2L, 2]).With("strides", [2L, 2]));
        var second = builder.Add(
            "Conv", [pooled, weights("w2", [4, 1, 3, 3])], AttributeMap.Empty.With("group", 4L).With("pads", [1L, 1, 1, 1]));
        var joined = builder.Add("Concat", [builder.Add("Add", [pooled, second]), pooled], AttributeMap.Empty.With("axis", 1L));
        return End(builder, joined, weights("w3", [8, 3]), weights("b3", [3]));
    }

    /// <summary>A 3x3 convolution of codes, which the project's own kernels compute where they are faster.</summary>
    public static byte[] InEightBits()
    {
        const int Channels = 16;
        var (builder, weights, small) = Begin();
        var map = builder.Add("Conv", [small, weights("w1", [Channels, 3, 1, 1])]);
        var (step, zero) = (Number("step", 0.01f), Stored("zero", ElementType.UInt8, [100]));
        var codes = builder.Add("QuantizeLinear", [map, step, zero]);
        var filters = new byte[Channels * Channels * 9];
        new Random(2).NextBytes(filters);
        float[] scales = [.. Enumerable.Range(0, Channels).Select(channel => 0.001f * (1 + channel))];
        var result = builder.Add(
            "QLinearConv",
            [
                codes, step, zero,
                Stored("filters", ElementType.Int8, filters, Channels, Channels, 3, 3),
                Stored("scales", ElementType.Float32, MemoryMarshal.AsBytes<float>(scales), Channels),
                Stored("zeros", ElementType.Int8, new byte[Channels], Channels),
                Number("result_step", 0.2f), Stored("result_zero", ElementType.UInt8, [90]),
                Stored("bias", ElementType.Int32, new byte[4 * Channels], Channels),
            ],
            AttributeMap.Empty.With("pads", [1L, 1, 1, 1]));
        var floats = builder.Add("DequantizeLinear", [result, Number("last_step", 0.2f), Stored("last_zero", ElementType.UInt8, [90])]);
        return End(builder, floats, weights("w3", [Channels, 3]), weights("b3", [3]));

        Value Number(string name, float value) => Stored(name, ElementType.Float32, MemoryMarshal.AsBytes<float>([value]));

        Value Stored(string name, ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape) =>
            builder.Constant(name, new TensorData(type, shape, bytes.ToArray()));
    }

    private static (GraphBuilder Builder, Func<string, long[], Value> Weights, Value Small) Begin()
    {
        var random = new Random(1);
        var builder = new GraphBuilder();
        var input = builder.Input(ModelMetadata.ImageInput, ElementType.Float32, new TensorShape("batch", 3, Side, Side));
        var small = builder.Add("Mul", [input, builder.Constant("scale", TensorData.FromFloats([1 / 255f]))]);
        return (builder, Weights, small);

        Value Weights(string name, long[] shape) => builder.Constant(
            name, TensorData.FromFloats([.. Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)], shape));
    }

    private static byte[] End(GraphBuilder builder, Value map, Value weights, Value bias)
    {
        var features = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [map])]);
        var score = builder.Add("Softmax", [builder.Add("Gemm", [features, weights, bias])], AttributeMap.Empty.With("axis", 1L));
        var contract = new ModelContract { Input = new InputContract { Resize = ResizeRule.Squash(Side, Side) }, Labels = ["daisy", "rose", "tulip"] };
        return OnnxWriter.ToBytes(builder.Build([(ModelMetadata.ScoreOutput, score)], ModelMetadata.Write(contract)));
    }
}
