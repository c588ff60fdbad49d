using MLPipeline.Graphs;

namespace MLPipeline.Networks.Tests;

public class NetworkParametersTests
{
    private static readonly Graph ResNet = NetworkCatalog.Find("resnet14-projection").Build();

    [Fact]
    public void Of_ResidualNetwork_TellsWhatEachParameterDoes()
    {
        var roles = NetworkParameters.Of(ResNet).ToDictionary(parameter => parameter.Name, parameter => parameter.Role);
        Assert.Equal(ParameterRole.Weight, roles["layer2.0.downsample.0.weight"]);
        Assert.Equal(ParameterRole.NormalizationScale, roles["layer2.0.downsample.1.weight"]);
        Assert.Equal(ParameterRole.NormalizationShift, roles["bn1.bias"]);
        Assert.Equal(ParameterRole.RunningMean, roles["bn1.running_mean"]);
        Assert.Equal(ParameterRole.RunningVariance, roles["bn1.running_var"]);
        Assert.Equal(ParameterRole.Bias, roles["fc.bias"]);
    }

    [Fact]
    public void Of_ConstantThatIsNoWeight_IsNotAmongThem()
    {
        // The lengths of a padding are whole numbers, a dropout's rate is a scalar.
        Assert.DoesNotContain(NetworkParameters.Of(NetworkCatalog.Find("resnet20").Outline()), parameter => parameter.Name.Contains("pad", StringComparison.Ordinal));
        Assert.DoesNotContain(NetworkParameters.Of(NetworkCatalog.Find("mnist-cnn").Outline()), parameter => parameter.Name.Contains("dropout", StringComparison.Ordinal));
    }

    [Fact]
    public void Matching_Pattern_FindsInOrder()
    {
        Assert.Equal(["layer1.0.conv1.weight", "layer1.0.conv2.weight"], NetworkParameters.Matching(ResNet, "layer1.0.conv*").Select(parameter => parameter.Name));
        Assert.Equal("fc.bias", NetworkParameters.Matching(ResNet, "fc.b???").Single().Name);
        var fault = Assert.Throws<NetworkException>(() => NetworkParameters.Matching(ResNet, "fc.weigth"));
        Assert.StartsWith("No parameter of network 'resnet14-projection' is called 'fc.weigth'. Did you mean 'fc.weight'? It has ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_OneParameter_LeavesEverythingElse()
    {
        var zeros = TensorData.FromFloats(new float[10], 10);
        var changed = NetworkParameters.Replace(ResNet, new Dictionary<string, TensorData> { ["fc.bias"] = zeros });
        Assert.Equal(ResNet.ToString(), changed.ToString());
        Assert.Same(zeros, changed.FindValue("fc.bias")!.Constant);
        Assert.Same(ResNet.FindValue("fc.weight")!.Constant, changed.FindValue("fc.weight")!.Constant);
        Assert.NotSame(zeros, ResNet.FindValue("fc.bias")!.Constant);
    }

    [Fact]
    public void Replace_WhatDoesNotFit_ListsEveryFault()
    {
        var fault = Assert.Throws<NetworkException>(() => NetworkParameters.Replace(ResNet, new Dictionary<string, TensorData>
        {
            ["fc.bais"] = TensorData.FromFloats(new float[10], 10),
            ["fc.bias"] = TensorData.FromFloats(new float[3], 3),
            ["bn1.bias"] = TensorData.FromInt64s(new long[16], 16),
        }));
        Assert.Equal(
            [
                "Network 'resnet14-projection' has no parameter 'fc.bais'. Did you mean 'fc.bias'?",
                "Parameter 'fc.bias' of network 'resnet14-projection' is Float32 [10]; Float32 [3] cannot take its place.",
                "Parameter 'bn1.bias' of network 'resnet14-projection' is Float32 [16]; Int64 [16] cannot take its place.",
            ],
            fault.Faults);
    }

    [Fact]
    public void Initialize_Pattern_StartsThoseAnew()
    {
        var changed = NetworkParameters.Initialize(ResNet, "fc.*", new FanInUniform(), seed: 9);
        foreach (var name in (string[])["fc.weight", "fc.bias"])
        {
            var numbers = changed.FindValue(name)!.Constant!.ToFloats();
            Assert.NotEqual(ResNet.FindValue(name)!.Constant!.ToFloats(), numbers);
            Assert.InRange(numbers.Max(Math.Abs), 0, 1 / Math.Sqrt(64)); // a bias by the fan of its weight [10, 64]
        }

        Assert.Same(ResNet.FindValue("conv1.weight")!.Constant, changed.FindValue("conv1.weight")!.Constant);
    }

    [Theory]
    [InlineData("resnet18", "stem layer1 layer2 layer3 layer4 head")]
    [InlineData("drn-c-26", "stem layer1 layer2 layer3 layer4 layer5 layer6 layer7 layer8 head")]
    [InlineData("vgg16", "stage1 stage2 stage3 stage4 stage5 head")]
    [InlineData("mnist-cnn", "stage1 stage2 head")]
    public void Stages_OwnNetworks_AreThoseOfTheirRows(string name, string stages)
    {
        var graph = NetworkCatalog.Find(name).Outline();
        var found = ParameterStages.Of(graph);
        Assert.Equal(stages, string.Join(' ', found.Select(stage => stage.Name)));
        Assert.Equal(NetworkParameters.Of(graph), found.SelectMany(stage => stage.Parameters));
    }

    [Fact]
    public void Stages_ClassMap_StillEndsInItsHead() =>
        Assert.Equal(["fc.weight", "fc.bias"], ParameterStages.Of(ClassMap.Of(ResNet))[^1].Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void Stages_Contents_AreWhatTheNamesSay()
    {
        var stages = ParameterStages.Of(ResNet).ToDictionary(stage => stage.Name, stage => stage.Parameters.Select(parameter => parameter.Name).ToArray());
        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"], stages["stem"]);
        Assert.Equal(["fc.weight", "fc.bias"], stages[ParameterStages.Head]);
        Assert.All(stages["layer2"], name => Assert.StartsWith("layer2.", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tiny_vgg")]
    [InlineData("tiny_mobilenet_v2")]
    [InlineData("tiny_densenet")]
    [InlineData("tiny_resnet_bottleneck")]
    public void Stages_ImportedNetworks_EndInTheirDenseLayers(string name)
    {
        var graph = OnnxReader.Read(Repository.PathOf("tests", "Graphs.Tests", "Golden", name + ".onnx"));
        var stages = ParameterStages.Of(graph);
        Assert.True(stages.Count >= 3, string.Join(' ', stages.Select(stage => stage.Name)));
        Assert.Equal(ParameterStages.Head, stages[^1].Name);
        Assert.All(stages[^1].Parameters, parameter => Assert.Equal("Gemm", parameter.Node.Operator));
        Assert.Equal(NetworkParameters.Of(graph).Count, stages.Sum(stage => stage.Parameters.Count));
    }

    [SkippableFact]
    public void Stages_ClassifierThatIsAConvolution_IsTheHead()
    {
        var graph = OnnxReader.Read(SharedMaterial.Require("weights", "squeezenet-imagenet.onnx"));
        Assert.Equal(513_000, ParameterStages.Of(graph).Single(stage => stage.Name == ParameterStages.Head).Parameters.Sum(parameter => parameter.Data.Count));
    }

    [Fact]
    public void Cut_InTwo_ComputesTheSameOneAfterTheOther()
    {
        var pixels = OnnxRun.Pixels(2 * 3 * 32 * 32);
        var front = GraphCut.Between(ResNet, null, "layer2.0.relu");
        var back = GraphCut.Between(ResNet, "layer2.0.relu", "logits");
        Assert.Equal(NetworkParameters.Of(ResNet).Select(parameter => parameter.Name), NetworkParameters.Of(front).Concat(NetworkParameters.Of(back)).Select(parameter => parameter.Name));
        var features = OnnxRun.Of(front, pixels, 2, 3, 32, 32);
        Assert.Equal([2, 32, 16, 16], features.Dimensions.ToArray());
        OnnxRun.AssertClose(OnnxRun.Of(ResNet, pixels, 2, 3, 32, 32), OnnxRun.Of(back, [.. features], 2, 32, 16, 16), 1e-5);
    }

    [Theory]
    [InlineData("layer2.0.relu1", "layer2.0.relu", "it needs input 'input' as well. Begin before the branch.")]
    [InlineData("layer2.0.relu", "layer1.0.relu", "cannot be computed from 'layer2.0.relu' alone")]
    [InlineData("fc", "logits", "has no value 'fc'")]
    [InlineData("avgpool", "avgpool", "does not come after 'avgpool'")]
    public void Cut_WhereItCannotBe_SaysWhy(string first, string last, string message) =>
        Assert.Contains(message, Assert.Throws<NetworkException>(() => GraphCut.Between(ResNet, first, last)).Message, StringComparison.Ordinal);

    [Fact]
    public void Summary_MnistNetwork_IsAsCountedByHand()
    {
        var summary = NetworkSummary.Of(NetworkCatalog.Find("mnist-cnn").Outline());
        Assert.Equal(
            [
                "conv1 Conv [batch, 10, 24, 24] 260 144000", // 25 · 10 + 10; 24² · 10 · 25
                "relu1 Relu [batch, 10, 24, 24] 0 0",
                "pool1 MaxPool [batch, 10, 12, 12] 0 0",
                "conv2 Conv [batch, 20, 8, 8] 5020 320000", // 10 · 25 · 20 + 20; 8² · 20 · 250
                "relu2 Relu [batch, 20, 8, 8] 0 0",
                "dropout Dropout [batch, 20, 8, 8] 0 0",
                "pool2 MaxPool [batch, 20, 4, 4] 0 0",
                "flatten Flatten [batch, 320] 0 0",
                "fc1 Gemm [batch, 50] 16050 16000",
                "relu3 Relu [batch, 50] 0 0",
                "fc2 Gemm [batch, 10] 510 500",
            ],
            summary.Layers.Select(layer => $"{layer.Name} {layer.Operator} {layer.Shape} {layer.Parameters} {layer.MultiplyAdds}"));
    }

    [Theory]
    [InlineData("resnet18", 1.814)]
    [InlineData("resnet152", 11.514)]
    [InlineData("vgg16", 15.470)]
    public void Summary_MultiplyAdds_AreThoseOfTorchvisionsTable(string name, double billions)
    {
        var graph = NetworkCatalog.Find(name).Outline();
        var summary = NetworkSummary.Of(graph);
        Assert.Equal(billions, summary.MultiplyAdds / 1e9, 0.002);
        Assert.Equal(graph.Statistics().MultiplyAdds, summary.MultiplyAdds);
        Assert.Equal(graph.Statistics().Parameters, summary.Parameters + summary.Statistics);
    }
}
