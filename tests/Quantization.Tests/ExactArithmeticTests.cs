using MLPipeline.Graphs;
using MLPipeline.Runtime;

namespace MLPipeline.Quantization.Tests;

/// <summary>
/// What a session computes in 8 bits is what the codes say, on this processor too: sums of two products may be cut off at 16 bits.
/// </summary>
public sealed class ExactArithmeticTests
{
    [Theory]
    [InlineData(16, 8, 3, 1)]
    [InlineData(16, 32, 3, 1)] // the project's own kernels, where they are faster
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
        var quantized = Quantize(graph, ranges);
        float[] image = [.. Enumerable.Range(0, channels * 49).Select(i => i % 3 == 0 ? random.Next(256) : 255)];

        var node = quantized.Nodes.Single(each => each.Operator == "QLinearConv");
        var codes = node.Inputs[3]!.Constant!.AsSpan<sbyte>().ToArray();
        var scales = node.Inputs[4]!.Constant!.ToFloats();
        var step = node.Inputs[6]!.Constant!.ToFloats()[0];
        var actual = Run(quantized, image, [channels, 7, 7]);
        for (var filter = 0; filter < filters; filter++)
        {
            for (var place = 0; place < 49; place++)
            {
                var sum = Sum(codes, image, filter, place / 7, place % 7, perGroup, side, filter / (filters / group) * perGroup);
                Assert.Equal(sum * (double)scales[filter], actual[(filter * 49) + place], step * 0.501); // only the rounding of the result
            }
        }
    }

    [Theory]
    [InlineData(24, 8)]
    [InlineData(27, 5)] // fills no vector
    public void Dense_OfTheLargestCodes_IsExact(int inputs, int outputs)
    {
        var random = new Random(inputs);
        float[] weights =
        [
            .. Enumerable.Range(0, outputs * inputs)
                .Select(i => i < inputs ? 1 - (0.1f * random.NextSingle()) : random.NextSingle() - 0.5f),
        ];
        float[] bias = [.. Enumerable.Range(0, outputs).Select(i => (10f * i) - 20)];
        var builder = new GraphBuilder("one", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", inputs));
        var w = builder.Constant("w", TensorData.FromFloats(weights, outputs, inputs));
        var b = builder.Constant("b", TensorData.FromFloats(bias, outputs));
        var hidden = builder.Add("Gemm", [x, w, b], AttributeMap.Empty.With("transB", 1), "hidden");
        var graph = builder.Build([("y", builder.Add("Identity", [hidden], name: "y"))]); // what gives the answer itself stays in floats

        var top = (inputs * 255f) + 100;
        var ranges = new Dictionary<string, ValueRange> { ["x"] = new(0, 255), ["hidden"] = new(-top, top) };
        var quantized = Quantize(graph, ranges);
        var node = quantized.Nodes.Single(each => each.Operator == "QGemm");
        var codes = node.Inputs[3]!.Constant!.AsSpan<sbyte>().ToArray();
        var scales = node.Inputs[4]!.Constant!.ToFloats();
        var step = node.Inputs[7]!.Constant!.ToFloats()[0];
        float[] row = [.. Enumerable.Range(0, inputs).Select(i => i % 3 == 0 ? random.Next(256) : 255f)];

        var actual = Run(quantized, row, [inputs]);

        for (var k = 0; k < outputs; k++)
        {
            var sum = Enumerable.Range(0, inputs).Sum(i => codes[(k * inputs) + i] * (double)row[i]);

            // The result is rounded to its step, the bias to that of the sums.
            Assert.Equal((sum * scales[k]) + bias[k], actual[k], (step * 0.501) + scales[k]);
        }
    }

    [Fact]
    public void Concatenation_BringsPartsOfDifferentScalesToOne()
    {
        var builder = new GraphBuilder("one", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4, 7, 7));
        var once = Times(builder, x, "once", 1);
        var twice = Times(builder, x, "twice", 2);
        var graph = builder.Build([("y", builder.Add("Concat", [once, x, twice], AttributeMap.Empty.With("axis", 1), "y"))]);
        var ranges = new Dictionary<string, ValueRange>
        {
            ["x"] = new(-128, 127), ["once"] = new(-128, 127), ["twice"] = new(-256, 254), ["y"] = new(-256, 254),
        };
        float[] image = [.. Enumerable.Range(0, 4 * 49).Select(i => ((i * 37) % 256) - 128f)];

        var quantized = Quantize(graph, ranges);
        var actual = Run(quantized, image, [4, 7, 7]);

        Assert.Single(quantized.Nodes, node => node.Operator == "QLinearConcat");
        for (var i = 0; i < image.Length; i++)
        {
            Assert.Equal(image[i], actual[i], 1f); // to the result's step of 2
            Assert.Equal(image[i], actual[image.Length + i], 1f);
            Assert.Equal(2 * image[i], actual[(2 * image.Length) + i], 1e-3f); // it has that step already
        }
    }

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(1, 0, 4)] // what lies outside does not count
    [InlineData(1, 1, 4)] // and here it is zero, which is not code 0
    public void AveragePooling_IsThatOfTheNumbers_ToOneStep(int pad, int countsPadding, int side)
    {
        var builder = new GraphBuilder("one", 13);
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 4, 7, 7));
        var window = AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("strides", 2L, 2L)
            .With("pads", pad, pad, pad, pad).With("count_include_pad", countsPadding);
        var graph = builder.Build([("y", builder.Add("AveragePool", [Times(builder, x, "once", 1)], window, "y"))]);
        var ranges = new Dictionary<string, ValueRange> { ["x"] = new(-55, 200), ["once"] = new(-55, 200) };
        float[] image = [.. Enumerable.Range(0, 4 * 49).Select(i => ((i * 37) % 256) - 55f)];

        var quantized = Quantize(graph, ranges);
        var actual = Run(quantized, image, [4, 7, 7]);

        Assert.Single(quantized.Nodes, node => node.Operator == "QLinearAveragePool");
        Assert.Equal(4 * side * side, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            var (map, row, column) = (i / side / side, i / side % side, i % side);
            var inside = from dy in new[] { 0, 1 }
                         from dx in new[] { 0, 1 }
                         let place = (Y: (2 * row) + dy - pad, X: (2 * column) + dx - pad)
                         where place is { Y: >= 0 and < 7, X: >= 0 and < 7 }
                         select (double)image[(map * 49) + (place.Y * 7) + place.X];
            Assert.Equal(inside.Sum() / (countsPadding == 1 ? 4 : inside.Count()), actual[i], 0.501); // the step is 1
        }
    }

    /// <summary>A convolution that multiplies each of four channels: its result is in codes.</summary>
    private static Value Times(GraphBuilder builder, Value x, string name, float factor)
    {
        float[] weights = [.. Enumerable.Range(0, 16).Select(i => i % 5 == 0 ? factor : 0)];
        return builder.Add("Conv", [x, builder.Constant(name + "_weight", TensorData.FromFloats(weights, 4, 4, 1, 1))], name: name);
    }

    private static Graph Quantize(Graph graph, Dictionary<string, ValueRange> ranges) =>
        new EightBitQuantization(new EightBitPlan(ranges, new HashSet<string>())).Run(graph);

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

    private static float[] Run(Graph network, float[] numbers, int[] shape)
    {
        using var session = OnnxSession.Load(OnnxWriter.ToBytes(network),
            new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 });
        using var binding = session.Bind(1, shape, ["y"]);
        numbers.CopyTo(binding.Input);
        binding.Run();
        return binding.Output("y").ToArray();
    }
}
