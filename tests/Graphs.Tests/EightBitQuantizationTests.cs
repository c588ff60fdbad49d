namespace MLPipeline.Graphs.Tests;

public sealed class EightBitQuantizationTests
{
    [Theory]
    [InlineData(-1, 3, 4f / 255, 64)] // 1 / (4 / 255) = 63.75
    [InlineData(2, 6, 6f / 255, 0)] // 0 is always reached over
    [InlineData(-6, -2, 6f / 255, 255)]
    [InlineData(0, 0, 1, 0)]
    public void Over_ReachesOverRangeAndZero(float low, float high, float scale, byte zeroPoint) =>
        Assert.Equal(new EightBitScale(scale, zeroPoint), EightBitScale.Over(new ValueRange(low, high)));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1.25f, 12)] // 2.5 goes to the even 2
    [InlineData(1.75f, 14)] // 3.5 to 4
    [InlineData(-100, 0)]
    [InlineData(1000, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    public void Encode_RoundsHalvesToEven_AndCutsOff(float number, byte code) =>
        Assert.Equal(code, new EightBitScale(0.5f, 10).Encode(number));

    [Fact]
    public void Decode_OfTheZeroPoint_IsExactlyZero() =>
        Assert.Equal(0, EightBitScale.Over(new ValueRange(-0.37f, 1.91f)) is var scale ? scale.Decode(scale.Encode(0)) : 1);

    [Fact]
    public void Weights_HaveAScaleForEachFilter_AndNoNeighboursThatWouldOverflow16Bits()
    {
        var random = new Random(7);
        var weights = new float[8 * 6 * 3 * 3];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(random.NextDouble() - 0.4) * MathF.Pow(10, i / 54); // filters of very different size
        }


        var coded = WeightCodes.Of(TensorData.FromFloats(weights, 8, 6, 3, 3));

        var codes = coded.Codes.AsSpan<sbyte>();
        for (var filter = 0; filter < 8; filter++)
        {
            var part = codes.Slice(filter * 54, 54).ToArray();
            sbyte[] channelsLast = [.. Enumerable.Range(0, 54).Select(i => part[(i % 6 * 9) + (i / 6)])];
            foreach (var order in (sbyte[][])[part, channelsLast])
            {
                for (var i = 0; i + 1 < order.Length; i++)
                {
                    // What a processor without VNNI adds in 16 bits, for inputs of 255; of two opposite weights one meets a 0 at the worst.
                    int positive = 255 * (Math.Max(order[i], (sbyte)0) + Math.Max(order[i + 1], (sbyte)0));
                    int negative = 255 * (Math.Min(order[i], (sbyte)0) + Math.Min(order[i + 1], (sbyte)0));
                    Assert.InRange(positive, 0, short.MaxValue);
                    Assert.InRange(negative, short.MinValue, 0);
                }
            }

            Assert.InRange(part.Max(code => Math.Abs((int)code)), 64, 127); // at least as fine as 7 bits for all
            var step = coded.Scales[filter];
            for (var i = 0; i < 54; i++) Assert.Equal(weights[(filter * 54) + i], part[i] * step, step * 0.501f);
        }
    }

    [Fact]
    public void Weights_OfFiltersOverOneChannel_UseAllCodes()
    {
        var coded = WeightCodes.Of(TensorData.FromFloats([0.5f, 1, 1, 0.25f, 0, 0, 0, 0, 0], 1, 1, 3, 3));
        Assert.Equal([64, 127, 127, 32, 0, 0, 0, 0, 0],
            coded.Codes.AsSpan<sbyte>().ToArray().Select(code => (int)code)); // 63.5 to the even 64; 31.75
        Assert.Equal(1f / 127, coded.Scales[0]);
    }

    [Fact]
    public void Bias_OfAFilterOfNearlyNothing_StillFits32Bits()
    {
        var weights = TensorData.FromFloats([1e-12f, 1], 2, 1, 1, 1);
        var coded = WeightCodes.Of(weights, [3, 3], inputScale: 0.01f);
        var bias = coded.Bias([3, 3], null, 0.01f).AsSpan<int>();
        Assert.Equal(3, bias[0] * 0.01 * coded.Scales[0], 1e-6);
        Assert.Equal(3, bias[1] * 0.01 * coded.Scales[1], 1e-4); // steps of 0.01 / 127
        Assert.Equal(127, coded.Codes.AsSpan<sbyte>()[1]);
    }

    [Fact]
    public void MeanError_IsWhatRoundingAddsOnAverage()
    {
        // Two groups of one channel: filter 0 sees channel 0 (mean 10), filter 1 channel 1 (mean 20). 1 / 127 is the step of both.
        var weights = TensorData.FromFloats([1, 0.3f / 127, 1, 0.6f / 127], 2, 1, 1, 2);
        var error = WeightCodes.Of(weights).MeanError(weights, [10, 20]);
        Assert.Equal(10 * -0.3 / 127, error[0], 1e-6);
        Assert.Equal(20 * 0.4 / 127, error[1], 1e-6);
    }

    [Fact]
    public void Pass_ComputesAResidualBlockInCodes_AndLeavesPoolingAndLogitsInFloats()
    {
        var graph = ResidualNetwork();
        var quantized = new EightBitQuantization(new EightBitPlan(Ranges(graph), new HashSet<string>())).Run(graph);

        Assert.Equal(
            [
                "Conv", "Relu", "QuantizeLinear", "QLinearConv", "MaxPool", "QLinearConv", "QLinearConv", "QLinearAdd", "DequantizeLinear",
                "GlobalAveragePool", "Flatten", "Gemm", "Softmax",
            ],
            quantized.Nodes.Select(node => node.Operator));
        Assert.Equal(1, quantized.OtherDomains["com.microsoft"]);
        Assert.Equal(["Score", "features"], quantized.Outputs.Select(output => output.Name));
        Assert.All(quantized.Outputs.Zip(graph.Outputs), pair => Assert.Equal(pair.Second.Shape, pair.First.Shape));
        Assert.Equal(["stem", "first", "second"], EightBitQuantization.Layers(graph, quantized).Select(node => node.Name));
        Assert.True(EightBitQuantization.IsQuantized(quantized));
        Assert.False(EightBitQuantization.IsQuantized(graph));
        SupportedOperators.Check(quantized);
        Assert.Equal(quantized.ToString(), OnnxReader.Read(OnnxWriter.ToBytes(quantized)).ToString());
    }

    [Fact]
    public void Pass_KeepsALayerInFloats_WhereThePlanSaysSo_OrARangeIsMissing()
    {
        var graph = ResidualNetwork();
        var ranges = Ranges(graph);
        var one = new EightBitQuantization(new EightBitPlan(ranges, new HashSet<string> { "first" })).Run(graph);
        Assert.Equal(["stem", "second"], EightBitQuantization.Layers(graph, one).Select(node => node.Name));
        Assert.Single(one.Nodes, node => node.Is("Clip")); // the one behind the layer in floats

        ranges.Remove("colours_relu");
        var noInput = new EightBitQuantization(new EightBitPlan(ranges, new HashSet<string>())).Run(graph);
        Assert.Equal(["first", "second"], EightBitQuantization.Layers(graph, noInput).Select(node => node.Name));
    }

    [Fact]
    public void Measured_AreInputsAndRectifiedResultsOfWhatCanBeInCodes() =>
        Assert.Equal(["colours_relu", "stem_relu", "pooled", "first_clip", "second", "sum_relu"],
            EightBitQuantization.Measured(ResidualNetwork()).Select(value => value.Name));

    /// <summary>A layer over the colours, a stem, a residual block, pooling and a dense layer; all weights differ.</summary>
    internal static Graph ResidualNetwork()
    {
        var builder = new GraphBuilder("block", 13);
        var input = builder.Input("input", ElementType.Float32, new TensorShape("batch", 3, 16, 16));
        var colours = builder.Add("Relu", [Convolution(builder, input, "colours", 8, 3)], name: "colours_relu");
        var stem = builder.Add("Relu", [Convolution(builder, colours, "stem", 8, 8)], name: "stem_relu");
        var window = AttributeMap.Empty.With("kernel_shape", 2L, 2L).With("strides", 2L, 2L);
        var pooled = builder.Add("MaxPool", [stem], window, "pooled");
        var zero = builder.Constant("zero", TensorData.FromFloats([0]));
        var six = builder.Constant("six", TensorData.FromFloats([6]));
        var first = builder.Add("Clip", [Convolution(builder, pooled, "first", 8, 8), zero, six], name: "first_clip");
        var second = Convolution(builder, first, "second", 8, 8);
        var sum = builder.Add("Relu", [builder.Add("Add", [second, pooled], name: "sum")], name: "sum_relu");
        var features = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [sum], name: "average")],
            AttributeMap.Empty.With("axis", 1), "features");
        var weights = builder.Constant("head", TensorData.FromFloats(Numbers(5, 4 * 8), 4, 8));
        var logits = builder.Add("Gemm", [features, weights], AttributeMap.Empty.With("transB", 1), "logits");
        return builder.Build([("Score", builder.Add("Softmax", [logits], AttributeMap.Empty.With("axis", 1))), ("features", features)]);
    }

    private static Dictionary<string, ValueRange> Ranges(Graph graph) =>
        EightBitQuantization.Measured(graph).ToDictionary(value => value.Name, value =>
            new ValueRange(value.Name.Contains('_', StringComparison.Ordinal) ? 0 : -2, 4));

    private static Value Convolution(GraphBuilder builder, Value x, string name, int filters, int channels)
    {
        var weights = builder.Constant(name + "_weight",
            TensorData.FromFloats(Numbers(name.Length, filters * channels * 9), filters, channels, 3, 3));
        var bias = builder.Constant(name + "_bias", TensorData.FromFloats(Numbers(filters, filters), filters));
        return builder.Add("Conv", [x, weights, bias], AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L), name);
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
