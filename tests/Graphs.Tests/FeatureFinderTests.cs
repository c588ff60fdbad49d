namespace MLPipeline.Graphs.Tests;

public class FeatureFinderTests
{
    [SkippableTheory]
    [InlineData("mobilenetv2-imagenet.onnx", "features", 1280, FeatureLayout.Flat)]
    [InlineData("squeezenet-imagenet.onnx", "fire9_concat", 512, FeatureLayout.ChannelsFirst)]
    [InlineData("resnet20-cifar10.onnx", "/ReduceMean_output_0", 64, FeatureLayout.Flat)]
    [InlineData("resnet32-cifar10.onnx", "/ReduceMean_output_0", 64, FeatureLayout.Flat)]
    [InlineData("resnet44-cifar10.onnx", "/ReduceMean_output_0", 64, FeatureLayout.Flat)]
    [InlineData("resnet56-cifar10.onnx", "/ReduceMean_output_0", 64, FeatureLayout.Flat)]
    [InlineData("ours/resnet20-cifar10-jpeg.onnx", "/ReduceMean_output_0", 64, FeatureLayout.Flat)]
    public void Find_SharedNetwork_IsWhatItsMakersName(string file, string name, int channels, FeatureLayout layout)
    {
        var features = FeatureFinder.Find(OnnxReader.Read(SharedMaterial.Require("weights", file)));
        Assert.Equal((name, channels, layout), (features.Value.Name, features.Channels, features.Layout));
    }

    [Theory]
    [InlineData("tiny_resnet_basic", 32)]
    [InlineData("tiny_resnet_bottleneck", 64)]
    [InlineData("tiny_mobilenet_v2", 1280)]
    [InlineData("tiny_efficientnet", 32)]
    [InlineData("tiny_vgg", 16)]
    [InlineData("tiny_view", 6)]
    public void Find_GoldenNetwork_IsTheInputOfTheLastDenseLayer(string name, int channels)
    {
        var graph = OnnxReader.Read(Networks.Golden(name));
        var features = FeatureFinder.Find(graph);
        Assert.Equal((channels, FeatureLayout.Flat), (features.Channels, features.Layout));
        Assert.False(features.NeedsPooling || features.NeedsFlatten);
        Assert.NotEqual("Dropout", features.Value.Producer!.Operator);
    }

    [Fact]
    public void Find_PointwiseClassifierOnPooledInput_NeedsFlatteningOnly()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var pooled = builder.Add("GlobalAveragePool", [x], name: "pooled");
        var logits = builder.Add("Conv", [pooled, builder.Constant("w", TensorData.FromFloats(new float[6], 2, 3, 1, 1))]);
        var features = FeatureFinder.Find(builder.Build([("y", builder.Add("Softmax", [builder.Add("Flatten", [logits])]))]));
        Assert.Equal(("pooled", 3, FeatureLayout.PooledChannelsFirst), (features.Value.Name, features.Channels, features.Layout));
        Assert.False(features.NeedsPooling);
        Assert.True(features.NeedsFlatten);
    }

    [Fact]
    public void Find_NetworkWithoutHead_IsItsGlobalPooling()
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var map = builder.Add("Conv", [x, builder.Constant("w", TensorData.FromFloats(new float[4 * 3 * 9], 4, 3, 3, 3))]);
        var graph = builder.Build([("pooled", builder.Add("GlobalAveragePool", [builder.Add("Relu", [map])]))]);
        Assert.Equal(("pooled", 4), (FeatureFinder.Find(graph).Value.Name, FeatureFinder.Find(graph).Channels));
    }

    [Theory]
    [InlineData(FeatureLayout.ChannelsLast, 7, 7, 32, 32)]
    [InlineData(FeatureLayout.ChannelsFirst, 32, 7, 7, 32)]
    [InlineData(FeatureLayout.PooledChannelsLast, 1, 1, 32, 32)]
    [InlineData(FeatureLayout.PooledChannelsFirst, 32, 1, 1, 32)]
    [InlineData(FeatureLayout.ChannelsFirst, 512, 7, 9, 512)]
    public void Find_ByName_TellsTheLayoutFromTheShape(FeatureLayout layout, long a, long b, long c, int channels)
    {
        var builder = new GraphBuilder();
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", a, b, c));
        var features = FeatureFinder.Find(builder.Build([("map", builder.Add("Relu", [x]))]), "map");
        Assert.Equal((layout, channels), (features.Layout, features.Channels));
    }

    [Fact]
    public void Find_NameThatDoesNotExist_SuggestsTheNearest()
    {
        var graph = OnnxReader.Read(Networks.Golden("tiny_vgg"));
        var fault = Assert.Throws<GraphFormatException>(() => FeatureFinder.Find(graph, "/Flaten_output_0"));
        Assert.Contains("Close to it: '/Flatten_output_0'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("[batch, 16]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ConstantByName_IsRefused()
    {
        var graph = OnnxReader.Read(Networks.Golden("tiny_vgg"));
        var fault = Assert.Throws<GraphFormatException>(() => FeatureFinder.Find(graph, "features.0.weight"));
        Assert.Contains("does not depend on the image", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NothingToBeFound_ListsCandidates()
    {
        var builder = new GraphBuilder("odd");
        var x = builder.Input("x", ElementType.Float32, new TensorShape("batch", 3, 8, 8));
        var graph = builder.Build([("map", builder.Add("Relu", [x]))]);
        var fault = Assert.Throws<GraphFormatException>(() => FeatureFinder.Find(graph));
        Assert.Contains("'map' [batch, 3, 8, 8]", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Stages_CifarResNet_AreItsThreeResolutionsAndTheHead()
    {
        var graph = OnnxReader.Read(SharedMaterial.Require("weights", "ours", "resnet20-cifar10-jpeg.onnx"));
        var stages = NetworkStages.Of(graph);
        Assert.Equal(["[batch, 16, 32, 32]", "[batch, 32, 16, 16]", "[batch, 64, 8, 8]", "[batch, 10]"], stages.Select(stage => stage.Shape.ToString()));
        Assert.Equal(graph.Statistics().Parameters, stages.Sum(stage => stage.Parameters));
    }

    [Fact]
    public void Stages_SqueezeAndExcitation_BelongToTheMapAroundThem()
    {
        var stages = NetworkStages.Of(OnnxReader.Read(Networks.Golden("tiny_efficientnet")));
        Assert.Equal(["[batch, 8, 32, 32]", "[batch, 32, 16, 16]", "[batch, 32, 1, 1]", "[batch, 5]"], stages.Select(stage => stage.Shape.ToString()));
    }
}
