using MLPipeline.Graphs;
using MLPipeline.Networks;

namespace MLPipeline.Training.Tests;

public sealed class FrozenBorderTests
{
    private static readonly Graph Network = NetworkCatalog.Find("resnet14").Outline(new NetworkOptions { Height = 16, Width = 16 });

    [Theory]
    [InlineData("fc.*", "[batch, 64]")] // after pooling and flattening
    [InlineData("layer3.1.conv2.weight", "[batch, 64, 4, 4]")] // the block's input: its skip connection leads around what is inside
    [InlineData("layer2.*", "[batch, 16, 16, 16]")]
    public void Find_IsTheLastTensorThatEverythingAboveNeeds(string pattern, string shape)
    {
        var border = FrozenBorder.Find(Network, Names(pattern));
        Assert.Equal(shape, border!.Shape!.ToString());
    }

    [Fact]
    public void Find_ABlockInside_IsItsInput()
    {
        var border = FrozenBorder.Find(Network, Names("layer3.1.conv2.weight"))!;
        var consumers = Network.Nodes.Where(node => node.Inputs.Contains(border)).Select(node => node.Operator).Order();
        Assert.Equal(["Add", "Conv"], consumers); // the first convolution of the block and its skip connection
    }

    [Fact]
    public void Find_FirstLayerTrained_IsNothing() => Assert.Null(FrozenBorder.Find(Network, Names("conv1.weight")));

    private static string[] Names(string pattern) => [.. NetworkParameters.Matching(Network, pattern).Where(parameter => !parameter.IsStatistic).Select(parameter => parameter.Name)];
}
