using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Quantization.Tests;

public sealed class ModelQuantizerTests
{
    private static readonly InputContract Input = new() { Resize = ResizeRule.Squash(16, 16) };

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.Entropy)]
    public void Run_IsTheSameToTheByte_OnAnyNumberOfThreads(CalibrationMethod method)
    {
        byte[] Quantize(int threads) => OnnxWriter.ToBytes(new ModelQuantizer(
            Network(),
            Input,
            Images(12),
            new QuantizationOptions { Calibration = method, Threads = threads },
            new BatchRunOptions { Threads = threads }).Run().Network);

        Assert.Equal(Quantize(1), Quantize(4));
    }

    [Fact]
    public void Run_AnswersAsTheModelDoes_AndKeepsItsMetadata()
    {
        var quantized = new ModelQuantizer(Network(), Input, Images(12)).Run();
        Assert.Equal(["normalized", "second"], quantized.Layers); // a folded convolution has the name of its normalisation
        Assert.Empty(quantized.Floating);
        Assert.Equal((12, 1.0), (quantized.Images, quantized.Agreement));
        Assert.InRange(quantized.Divergence, 0, 1e-3);
        Assert.Equal("kept", quantized.Network.Metadata["note"]);
        Assert.DoesNotContain(quantized.Network.Nodes, node => node.Is("BatchNormalization")); // folded first
    }

    [Fact]
    public void Run_WhereOneLayerHurts_LeavesThatOneInFloats()
    {
        // The second layer's channels differ by 100,000 in size, and the small one decides: in one scale for all it is nothing but zeros.
        var quantizer = new ModelQuantizer(Network(hidden: 1e-5f), Input, Images(16),
            new QuantizationOptions { Calibration = CalibrationMethod.MinMax });
        var quantized = quantizer.Run();
        Assert.Equal(["second"], quantized.Floating);
        Assert.Equal("second", quantized.Effects[0].Layer);
        Assert.True(quantized.Effects[0].Gain > 10 * Math.Abs(quantized.Effects[1].Gain), string.Join(", ", quantized.Effects));
        Assert.InRange(quantized.Agreement, 0.99, 1);

        var none = new ModelQuantizer(Network(hidden: 1e-5f), Input, Images(16),
            new QuantizationOptions { Calibration = CalibrationMethod.MinMax, FloatLayers = 0 });
        var all = none.Run();
        Assert.InRange(all.Agreement, 0, 0.9);
        Assert.Equal("second", none.MeasureLayers(all)[0].Layer);
    }

    [Fact]
    public void Run_UnreadableImages_AreToldAndLeftOut()
    {
        var unread = new List<string>();
        var quantizer = new ModelQuantizer(
            Network(), Input, [.. Images(3), ImageSource.FromBytes("no image"u8.ToArray(), "bad.jpg")],
            progress: new ModelQuantizerProgress { Unread = (source, _) => unread.Add(source.Name) });
        Assert.Equal(3, quantizer.Run().Images);
        Assert.Equal(["bad.jpg"], unread);
        var none = Assert.Throws<QuantizationException>(() =>
            new ModelQuantizer(Network(), Input, [ImageSource.FromBytes("x"u8.ToArray())]));
        Assert.Contains("Not one of the calibration images", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantizer_RefusesWhatCannotBe_AndSaysWhy()
    {
        var done = new ModelQuantizer(Network(), Input, Images(2)).Run().Network;
        Assert.Contains("in 8 bits already", Assert.Throws<QuantizationException>(() => new ModelQuantizer(done, Input, Images(2))).Message,
            StringComparison.Ordinal);
        Assert.Contains("opset 9",
            Assert.Throws<QuantizationException>(() => new ModelQuantizer(Network(opset: 9), Input, Images(2))).Message,
                StringComparison.Ordinal);
        var scaled = Input with { Normalization = InputPreset.ImageNet.Normalization };
        var refusal = Assert.Throws<QuantizationException>(() => new ModelQuantizer(Network(), scaled, Images(2)));
        Assert.Contains("not plain pixels", refusal.Message, StringComparison.Ordinal);
        var empty = new GraphBuilder("no layers");
        var x = empty.Input("input", ElementType.Float32, new TensorShape("batch", 3, 16, 16));
        var network = empty.Build([("Score", empty.Add("Flatten", [empty.Add("GlobalAveragePool", [x])]))]);
        Assert.Contains("no layer", Assert.Throws<QuantizationException>(() => new ModelQuantizer(network, Input, Images(2)).Run()).Message,
            StringComparison.Ordinal);

        var options = new QuantizationOptions
        {
            Calibration = (CalibrationMethod)9, Agreement = 2, FloatLayers = -1, ImagesPerLayer = 0, Threads = -1,
        };
        var message = Assert.Throws<ArgumentException>(() => new ModelQuantizer(Network(), Input, Images(2), options)).Message;
        string[] expected = ["Calibration is 9", "Agreement is 2", "FloatLayers is -1", "ImagesPerLayer is 0", "Threads is -1"];
        Assert.All(expected, fault => Assert.Contains(fault, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Record_IsAddedToTheProvenance_InPlaceOfAnOlderOne()
    {
        var record = new QuantizationRecord("int8", "ab12", "test", 0.9, 0.895, 0.99)
        {
            Calibration = "minmax", Images = 7, FloatLayers = ["a \"b\""],
        };
        var text = record.AddTo(new QuantizationRecord("float16", "cd", "all", 1, 1, 1).AddTo("""{"program":"x"}"""));
        Assert.Equal(
            """{"program":"x","quantization":{"weights":"int8","from":"ab12","calibration":"minmax","images":7,"seed":0"""
            + ""","floatLayers":["a \u0022b\u0022"],"metricsOf":"test","accuracyBefore":0.9,"accuracyAfter":0.895,"agreement":0.99}}""",
            text);
    }

    /// <summary>
    /// A layer over the colours, two convolutions, the first with batch normalisation, and a dense layer that tells reddish from bluish images.
    /// </summary>
    private static Graph Network(float hidden = 1, int opset = 13)
    {
        var builder = new GraphBuilder("small", opset);
        var input = builder.Input("input", ElementType.Float32, new TensorShape("batch", 3, 16, 16));
        Value Numbers(string name, float[] numbers, params long[] shape) => builder.Constant(name, TensorData.FromFloats(numbers, shape));
        var random = new Random(5);
        var colours = builder.Add("Conv", [input, Numbers("w0", [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], 4, 3, 1, 1)],
            AttributeMap.Empty.With("kernel_shape", 1L, 1L), "colours");
        float[] first = [.. Enumerable.Range(0, 4 * 4 * 9).Select(i =>
            (i / 9 % 4 == i / 36 % 4 ? 0.004f : 0) + (0.0005f * (float)random.NextDouble()))];
        var x = builder.Add("Conv", [colours, Numbers("w1", first, 4, 4, 3, 3)], AttributeMap.Empty.With("pads", 1L, 1L, 1L, 1L), "first");
        x = builder.Add("BatchNormalization",
            [x, Numbers("g", [1, 1, 1, 1], 4), Numbers("b", [0.1f, 0, 0, 0], 4), Numbers("m", [0, 0.1f, 0, 0], 4),
                Numbers("v", [1, 1, 1, 1], 4)], name: "normalized");
        x = builder.Add("Relu", [x], name: "rectified");

        // Channels 0 and 1 carry red minus blue, the others something of another size.
        float[] second = [hidden, 0, -hidden, 0, -hidden, 0, hidden, 0, 1, 1, 1, 1, 0.5f, 1, 0, 0];
        x = builder.Add("Conv", [x, Numbers("w2", second, 4, 4, 1, 1)], AttributeMap.Empty.With("kernel_shape", 1L, 1L), "second");
        var features = builder.Add("Flatten", [builder.Add("GlobalAveragePool", [x])], AttributeMap.Empty.With("axis", 1), "features");
        var head = Numbers("head", [3 / hidden, 0, 0, 0, 0, 3 / hidden, 0, 0], 2, 4);
        var logits = builder.Add("Gemm", [features, head, Numbers("offset", [0, 0], 2)], AttributeMap.Empty.With("transB", 1), "logits");
        var score = builder.Add("Softmax", [logits], AttributeMap.Empty.With("axis", 1));
        return builder.Build([("Score", score)], new Dictionary<string, string> { ["note"] = "kept" });
    }

    /// <summary>Reddish and bluish noise in turn.</summary>
    private static IEnumerable<ImageSource> Images(int count) => Enumerable.Range(0, count).Select(number =>
    {
        var random = new Random(number);
        var pixels = new byte[16 * 16 * 3];
        random.NextBytes(pixels);
        for (var i = 0; i < pixels.Length; i += 3) pixels[i + (number % 2 == 0 ? 2 : 0)] /= 4;
        return ImageSource.FromPixels(new RgbImage(16, 16, pixels), $"{number}");
    });
}
