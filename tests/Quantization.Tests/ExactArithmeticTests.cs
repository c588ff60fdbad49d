using MLPipeline.Graphs;
using MLPipeline.Runtime;

namespace MLPipeline.Quantization.Tests;

/// <summary>
/// What ONNX Runtime computes in 8 bits is what the codes say, on this processor too: sums of two products may be cut off at 16 bits.
/// </summary>
public sealed class ExactArithmeticTests
{
    [Theory]
    [InlineData(16, 8, 3, 1)]
    [InlineData(32, 24, 1, 1)]
    [InlineData(16, 16, 3, 16)] // a filter for each channel, with all 8 bits
    [InlineData(12, 8, 5, 1)] // a number of channels that fills no vector
    [InlineData(16, 32, 3, 4)]
    public void Convolution_OfTheLargestCodes_IsExact(int channels, int filters, int side, int group)
    {
        var perGroup = channels / group;
        var random = new Random(channels + side);
        var weights = new float[filters * perGroup * side * side];

        // Half of the filters have weights of one sign and nearly one size: the largest sums there can be.
        for (var i = 0; i < weights.Length; i++)
        {
            var number = (float)random.NextDouble();
            weights[i] = i < weights.Length / 2 ? 1 - (0.1f * number) : number - 0.5f;
        }

        var builder = new GraphBuilder("one", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", channels, 7, 7));
        var w = builder.Constant("w", TensorData.FromFloats(weights, filters, perGroup, side, side));
        var pads = side / 2;
        var attributes = AttributeMap.Empty.With("pads", pads, pads, pads, pads).With("group", group);
        var graph = builder.Build([("y", builder.Add("Conv", [x, w], attributes, "y"))]);

        var top = perGroup * side * side * 255f;
        var ranges = new Dictionary<string, ValueRange> { ["x"] = new(0, 255), ["y"] = new(-top, top) };
        var quantized = new EightBitQuantization(new EightBitPlan(ranges, new HashSet<string>())).Run(graph);
        float[] image = [.. Enumerable.Range(0, channels * 49).Select(i => i % 3 == 0 ? random.Next(256) : 255)];

        var node = quantized.Nodes.Single(each => each.Operator == "QLinearConv");
        var codes = node.Inputs[3]!.Constant!.AsSpan<sbyte>().ToArray();
        var scales = node.Inputs[4]!.Constant!.ToFloats();
        var step = node.Inputs[6]!.Constant!.ToFloats()[0];
        var actual = Run(quantized, image, channels);
        for (var filter = 0; filter < filters; filter++)
        {
            for (var place = 0; place < 49; place++)
            {
                var sum = Sum(codes, image, filter, place / 7, place % 7, perGroup, side, filter / (filters / group) * perGroup);
                Assert.Equal(sum * (double)scales[filter], actual[(filter * 49) + place], step * 0.501); // only the rounding of the result
            }
        }
    }

    /// <summary>The definition, in whole numbers.</summary>
    private static long Sum(sbyte[] codes, float[] image, int filter, int y, int x, int perGroup, int side, int firstChannel)
    {
        long sum = 0;
        for (var c = 0; c < perGroup; c++)
        {
            for (var dy = 0; dy < side; dy++)
            {
                for (var dx = 0; dx < side; dx++)
                {
                    var (row, column) = (y + dy - (side / 2), x + dx - (side / 2));
                    if (row is < 0 or > 6 || column is < 0 or > 6) continue;
                    var weight = codes[(((((filter * perGroup) + c) * side) + dy) * side) + dx];
                    sum += weight * (long)image[((firstChannel + c) * 49) + (row * 7) + column];
                }
            }
        }

        return sum;
    }

    private static float[] Run(Graph network, float[] image, int channels)
    {
        using var session = OnnxSession.Load(OnnxWriter.ToBytes(network),
            new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 });
        using var binding = session.Bind(1, [channels, 7, 7], ["y"]);
        image.CopyTo(binding.Input);
        binding.Run();
        return binding.Output("y").ToArray();
    }
}
