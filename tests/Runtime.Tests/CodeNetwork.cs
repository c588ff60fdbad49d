using System.Runtime.InteropServices;
using MLPipeline.Graphs;

namespace MLPipeline.Runtime.Tests;

/// <summary>
/// Two 8-bit convolutions between floats, a 1x1 one and one whose form can be set: <c>y</c> from <c>x</c>, <c>[batch, Channels, Side, Side]</c>.
/// By default the second is one that the project's own kernels compute.
/// </summary>
internal sealed record CodeNetwork
{
    public const int Side = 9;

    public int Channels { get; init; } = 16;

    public int Filters { get; init; } = 32;

    public int Kernel { get; init; } = 3;

    public AttributeMap Attributes { get; init; } = AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L);

    public bool HasBias { get; init; } = true;

    /// <summary>Whether there is one scale for all filters, as a single number.</summary>
    public bool HasOneScale { get; init; }

    public bool HasUnsignedFilters { get; init; }

    public bool HasSignedCodes { get; init; }

    public sbyte FilterZero { get; init; }

    /// <summary>Whether the filters are computed in the network.</summary>
    public bool ComputesFilters { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public byte[] ToBytes()
    {
        var random = new Random(5);
        var builder = new GraphBuilder("codes", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", Channels, Side, Side));
        var (step, half, zero) = (Number("step", 1 / 255f), Number("half", 2f), Zero("zero", 3));
        var codes = builder.Add("QuantizeLinear", [x, step, zero]);
        var pixelwise = Convolve(codes, step, zero, "first", Channels, 1, AttributeMap.Empty, half, Zero("middle", 120), plain: true);
        var result = Convolve(pixelwise, half, Zero("again", 120), "second", Filters, Kernel, Attributes, Number("last", 9f), Zero("end", 99), plain: false);
        var y = builder.Add("DequantizeLinear", [result, Number("final", 1f), Zero("none", 0)]);
        return OnnxWriter.ToBytes(builder.Build([("y", y)], Metadata));

        Value Convolve(Value input, Value scale, Value inputZero, string name, int filters, int side, AttributeMap attributes, Value outputScale, Value outputZero, bool plain)
        {
            var group = (int)attributes.GetInt("group", 1);
            var weights = new byte[filters * (Channels / group) * side * side];
            random.NextBytes(weights);
            var unsigned = !plain && HasUnsignedFilters;
            for (var i = 0; i < weights.Length; i++)
            {
                // Half of the range: ONNX Runtime adds two products in 16 bits on some processors, and cuts off what does not fit.
                weights[i] = unsigned ? (byte)(weights[i] / 2) : (byte)((sbyte)weights[i] / 2);
            }

            Value filter = Stored($"{name} filters", unsigned ? ElementType.UInt8 : ElementType.Int8, weights, filters, Channels / group, side, side);
            if (!plain && ComputesFilters)
            {
                filter = builder.Add("Transpose", [filter], AttributeMap.Empty.With("perm", 0L, 1L, 3L, 2L));
            }

            float[] scales = [.. Enumerable.Range(0, !plain && HasOneScale ? 1 : filters).Select(i => HasOneScale ? 0.05f : 0.01f * (1 + (i % 7)))];
            int[] bias = [.. Enumerable.Range(0, filters).Select(i => (i * 31) - 300)];
            var filterZeros = new byte[scales.Length];
            filterZeros.AsSpan().Fill(unsigned ? (byte)64 : plain ? (byte)0 : (byte)FilterZero);
            ReadOnlySpan<long> shape = scales.Length == 1 ? [] : [filters];
            return builder.Add(
                "QLinearConv",
                [
                    input, scale, inputZero, filter,
                    Stored($"{name} scales", ElementType.Float32, MemoryMarshal.AsBytes<float>(scales), shape),
                    Stored($"{name} zeros", unsigned ? ElementType.UInt8 : ElementType.Int8, filterZeros, shape),
                    outputScale, outputZero,
                    .. plain || HasBias ? [Stored($"{name} bias", ElementType.Int32, MemoryMarshal.AsBytes<int>(bias), filters)] : Array.Empty<Value>(),
                ],
                attributes);
        }

        Value Number(string name, float value) => Stored(name, ElementType.Float32, MemoryMarshal.AsBytes<float>([value]));

        Value Zero(string name, byte value) => Stored(name, HasSignedCodes ? ElementType.Int8 : ElementType.UInt8, [value]);

        Value Stored(string name, ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape) =>
            builder.Constant(name, new TensorData(type, shape, bytes.ToArray()));
    }
}
