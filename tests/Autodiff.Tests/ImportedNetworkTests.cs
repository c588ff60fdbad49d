using MLPipeline.Graphs;

namespace MLPipeline.Autodiff.Tests;

/// <summary>Networks as exporters write them: every weight that they have gets a gradient.</summary>
public class ImportedNetworkTests
{
    public static TheoryData<string> Small =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "Graphs.Tests", "Golden"), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Small))]
    public void Differentiate_SmallNetwork_GivesEveryWeightAGradient(string name) =>
        AssertEveryWeightHasAGradient(Repository.PathOf("tests", "Graphs.Tests", "Golden", name + ".onnx"));

    [SkippableTheory]
    [InlineData("resnet20-cifar10")]
    [InlineData("resnet56-cifar10")]
    [InlineData("mobilenetv2-imagenet")]
    [InlineData("squeezenet-imagenet")]
    public void Differentiate_PretrainedNetwork_GivesEveryWeightAGradient(string name) => AssertEveryWeightHasAGradient(SharedMaterial.Require("weights", name + ".onnx"));

    private static void AssertEveryWeightHasAGradient(string path)
    {
        var network = new NoOpRemoval().Run(new ConstantFolding().Run(OnnxReader.Read(path)));
        var statistics = network.Nodes.Where(node => node.Is("BatchNormalization")).SelectMany(node => node.Inputs.Skip(3)).ToHashSet();
        var weights = network.Constants.Where(constant => constant.ElementType == ElementType.Float32 && constant.Shape!.Count > 0 && !statistics.Contains(constant));
        string[] names = [.. weights.Select(constant => constant.Name)];
        var classes = (int)network.Outputs[0].Shape![1].Length!.Value;
        var training = Differentiator.Differentiate(TrainingGraphBuilder.Build(network, names, classes));

        Assert.Equal(names.Order(StringComparer.Ordinal), training.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.All(training.Parameters, parameter => Assert.Equal(parameter.Constant.Shape, parameter.Gradient.Shape));
        SupportedOperators.Check(training.Graph);
    }
}
