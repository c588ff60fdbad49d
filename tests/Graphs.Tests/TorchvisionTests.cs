namespace MLPipeline.Graphs.Tests;

/// <summary>
/// The full networks of torchvision, exported by Golden/export_torchvision.py into the folder that MLPIPELINE_TORCHVISION names.
/// Parameters are those that torchvision's documentation gives; multiply-adds (GMACs of one 224x224 image) likewise, to 3%, since
/// counters differ in what they take for one.
/// </summary>
public class TorchvisionTests
{
    [SkippableTheory]
    [InlineData("resnet18", 512, 11_689_512, 1.814)]
    [InlineData("resnet34", 512, 21_797_672, 3.664)]
    [InlineData("resnet50", 2048, 25_557_032, 4.089)]
    [InlineData("resnet101", 2048, 44_549_160, 7.801)]
    [InlineData("vgg16", 4096, 138_357_544, 15.47)]
    [InlineData("densenet121", 1024, 7_978_856, 2.834)]
    [InlineData("mobilenet_v2", 1280, 3_504_872, 0.301)]
    [InlineData("efficientnet_b0", 1280, 5_288_548, 0.386)]
    [InlineData("resnext50", 2048, 25_028_904, 4.23)]
    [InlineData("squeezenet1_1", 512, 1_235_496, 0.349)]
    [InlineData("googlenet", 1024, 6_624_904, 1.498)]
    public void EveryStep_FullNetwork_Holds(string name, int channels, long parameters, double multiplyAdds)
    {
        var folder = Environment.GetEnvironmentVariable("MLPIPELINE_TORCHVISION");
        Skip.If(folder is null, "MLPIPELINE_TORCHVISION names no folder with exported networks");
        var path = Path.Combine(folder!, name + ".onnx");
        var graph = OnnxReader.Read(path);

        SupportedOperators.Check(graph);
        Assert.Equal(channels, FeatureFinder.Find(graph).Channels);
        var statistics = graph.Statistics();
        Assert.Empty(statistics.Uncounted);
        Assert.InRange(statistics.MultiplyAdds / 1e9, multiplyAdds * 0.97, multiplyAdds * 1.03);

        // The exporter has folded batch normalisation already where it could, which adds a bias and drops three statistics.
        Assert.InRange(statistics.Parameters, parameters * 0.99, parameters * 1.02);
        RoundTripTests.AssertRoundTrip(path);
        GraphPassTests.AssertPasses(path);
        ShapeInferenceTests.AssertShapes(path);
    }
}
