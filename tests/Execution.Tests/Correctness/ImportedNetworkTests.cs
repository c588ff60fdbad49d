using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution.Tests;

/// <summary>Networks as exporters write them, with all their weights trained.</summary>
public sealed class ImportedNetworkTests
{
    public static TheoryData<string> Small =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "Graphs.Tests", "Golden"), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Small))]
    public void Step_SmallNetwork_IsTheReferences(string name) => AssertAgrees(Import(Repository.PathOf("tests", "Graphs.Tests", "Golden", name + ".onnx"), 2));

    [SkippableFact]
    public void Step_ResNet20_IsTheReferences() => AssertAgrees(Import(SharedMaterial.Require("weights", "resnet20-cifar10.onnx"), 1));

    [SkippableTheory]
    [InlineData("mobilenetv2-imagenet")]
    [InlineData("squeezenet-imagenet")]
    [InlineData("resnet20-cifar10")]
    public void Steps_PretrainedNetwork_LowerTheLoss(string name)
    {
        var imported = Import(SharedMaterial.Require("weights", name + ".onnx"), 2);
        using var team = new WorkTeam(2);
        using var network = imported.Compile(team);
        var step = PlainOptimizers.Sgd(1e-4f, momentum: 0);
        var losses = new List<float>();
        for (ulong seed = 1; seed <= 4; seed++)
        {
            losses.Add(network.Step(seed));
            step(network);
        }

        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second < pair.First, string.Join(", ", losses)));
    }

    private static void AssertAgrees(SmallNetwork imported)
    {
        using var team = new WorkTeam(2);
        using var network = imported.Compile(team, WinogradUse.Never);
        var difference = new StepDifference(imported, network, network.Step(SmallNetwork.Seed));
        Assert.True(difference.Largest <= StepTests.Tolerance, difference.ToString());
    }

    private static SmallNetwork Import(string path, int batch)
    {
        var network = new NoOpRemoval().Run(new ConstantFolding().Run(OnnxReader.Read(path)));
        var statistics = network.Nodes.Where(node => node.Is("BatchNormalization")).SelectMany(node => node.Inputs.Skip(3)).ToHashSet();
        string[] weights =
        [
            .. network.Constants.Where(constant => constant.ElementType == ElementType.Float32 && constant.Shape!.Count > 0 && !statistics.Contains(constant))
                .Select(constant => constant.Name),
        ];
        return new SmallNetwork(network, batch, weights);
    }
}
