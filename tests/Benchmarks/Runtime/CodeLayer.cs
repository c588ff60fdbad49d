using System.Diagnostics;
using System.Runtime.InteropServices;
using MLPipeline.Graphs;

namespace MLPipeline.Runtime.Benchmarks;

/// <summary>A chain of equal 3x3 convolutions in 8 bits, long enough that what stands at its ends does not count.</summary>
internal static class CodeLayer
{
    private const int Length = 12;

    /// <summary>Milliseconds for an image and layer, least of the rounds, by ONNX Runtime's kernels and by the project's.</summary>
    public static (double Theirs, double Own) Measure(int side, int channels, int batch, int threads, int rounds)
    {
        var model = Chain(side, channels);
        var options = new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = threads };
        using var theirs = OnnxSession.Load(model, options with { UsesOwnKernels = false });
        using var own = OnnxSession.Load(model, options);
        using var theirBinding = theirs.Bind(batch, [channels, side, side], ["y"]);
        using var ownBinding = own.Bind(batch, [channels, side, side], ["y"]);
        var (theirTime, ownTime) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            theirTime = Math.Min(theirTime, Time(theirBinding));
            ownTime = Math.Min(ownTime, Time(ownBinding));
        }

        return (theirTime / (Length * batch), ownTime / (Length * batch));
    }

    private static double Time(BatchBinding binding)
    {
        var start = Stopwatch.GetTimestamp();
        binding.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static byte[] Chain(int side, int channels)
    {
        var random = new Random(1);
        var builder = new GraphBuilder("chain", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", channels, side, side));
        var filters = new byte[channels * channels * 9];
        random.NextBytes(filters);
        float[] scales = [.. Enumerable.Repeat(0.0002f, channels)];
        var (step, zero) = (Number("step", 0.1f), Stored("zero", ElementType.UInt8, [128]));
        var codes = builder.Add("QuantizeLinear", [x, step, zero]);
        for (var layer = 0; layer < Length; layer++)
        {
            codes = builder.Add(
                "QLinearConv",
                [
                    codes, step, zero,
                    Stored($"filters {layer}", ElementType.Int8, filters, channels, channels, 3, 3),
                    Stored($"scales {layer}", ElementType.Float32, MemoryMarshal.AsBytes<float>(scales), channels),
                    Stored($"zeros {layer}", ElementType.Int8, new byte[channels], channels),
                    step, zero, Stored($"bias {layer}", ElementType.Int32, new byte[4 * channels], channels),
                ],
                AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L));
        }

        return OnnxWriter.ToBytes(builder.Build([("y", builder.Add("DequantizeLinear", [codes, step, zero]))]));

        Value Number(string name, float value) => Stored(name, ElementType.Float32, MemoryMarshal.AsBytes<float>([value]));

        Value Stored(string name, ElementType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape) =>
            builder.Constant(name, new TensorData(type, shape, bytes.ToArray()));
    }
}
