namespace MLPipeline.Networks.Tests;

public class DilatedNetworkTests
{
    [Theory]
    [InlineData("drn-a-18", "resnet18", "layer4.1.relu")]
    [InlineData("drn-a-50", "resnet50", "layer4.2.relu")]
    public void DrnA_SameParameters_HasTheNumbersOfTheResNetAtEveryFourthPlace(string dilated, string plain, string last)
    {
        // Parameters depend on seed and name, so both networks have the same. 128 / 8 = 16 = 4 · 4 places: nothing is left over at the borders.
        var options = new NetworkOptions { Height = 128, Width = 128 };
        var pixels = OnnxRun.Pixels(3 * 128 * 128);
        var fine = OnnxRun.Of(GraphCut.Between(NetworkCatalog.Find(dilated).Build(options), null, last), pixels, 1, 3, 128, 128);
        var coarse = OnnxRun.Of(GraphCut.Between(NetworkCatalog.Find(plain).Build(options), null, last), pixels, 1, 3, 128, 128);
        Assert.Equal([1, coarse.Dimensions[1], 16, 16], fine.Dimensions.ToArray());
        var everyFourth =
            from channel in Enumerable.Range(0, coarse.Dimensions[1])
            from y in Enumerable.Range(0, 4)
            from x in Enumerable.Range(0, 4)
            select fine[0, channel, 4 * y, 4 * x];
        OnnxRun.AssertClose(coarse, everyFourth, 1e-4);
    }

    [Fact]
    public void DrnA34_Dilations_BeginBehindTheConvolutionThatLostItsStride()
    {
        var dilations = Dilations("drn-a-34");
        Assert.Equal([1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], dilations["layer3"]);
        Assert.Equal([2, 4, 4, 4, 4, 4], dilations["layer4"]);
        Assert.All(dilations["layer1"].Concat(dilations["layer2"]), dilation => Assert.Equal(1, dilation));
    }

    [Fact]
    public void DrnC42_Dilations_StepDownAtTheEnd()
    {
        var dilations = Dilations("drn-c-42");
        Assert.Equal(
            ["layer1 1x2", "layer2 1x2", "layer3 1x6", "layer4 1x8", "layer5 2x12", "layer6 4x6", "layer7 2x2", "layer8 1x2"],
            dilations.Select(stage => $"{stage.Key} {stage.Value.Distinct().Single()}x{stage.Value.Length}"));
    }

    [Fact]
    public void DrnB_And_DrnC_DifferOnlyInTheLastSkipConnections()
    {
        static IEnumerable<string> Lines(string name) => NetworkCatalog.Find(name).Outline().Nodes.Select(node => $"{node.Name} {node.Operator} {node.Attributes}");
        Assert.Equal(["layer7.0.add Add {}", "layer8.0.add Add {}"], Lines("drn-b-26").Except(Lines("drn-c-26")));
        Assert.Empty(Lines("drn-c-26").Except(Lines("drn-b-26")));
    }

    [Fact]
    public void ClassMap_DilatedNetworkAt224_Has28x28Places()
    {
        var map = ClassMap.Of(NetworkCatalog.Find("drn-c-26").Outline());
        Assert.Equal("[batch, 1000, 28, 28]", map.Outputs[0].Shape!.ToString());
        Assert.Equal("fc.weight [1000, 512, 1, 1]", NetworkParameters.Matching(map, "fc.weight").Single().ToString());
    }

    [Fact]
    public void ClassMap_MeanOverPlaces_IsTheLogits()
    {
        var graph = NetworkCatalog.Find("drn-c-26").Build(new NetworkOptions { Classes = 5, Height = 40, Width = 56, Seed = 3 });
        var pixels = OnnxRun.Pixels(2 * 3 * 40 * 56);
        var logits = OnnxRun.Of(graph, pixels, 2, 3, 40, 56);
        var map = OnnxRun.Of(ClassMap.Of(graph), pixels, 2, 3, 40, 56);
        Assert.Equal([2, 5, 5, 7], map.Dimensions.ToArray());
        OnnxRun.AssertClose(logits, map.Chunk(35).Select(places => places.Average()), 1e-5);
    }

    [Fact]
    public void ClassMap_NetworkWithoutGlobalPooling_IsRefused()
    {
        var fault = Assert.Throws<NetworkException>(() => ClassMap.Of(NetworkCatalog.Find("lenet5").Outline()));
        Assert.Contains("Network 'lenet5' does not end in GlobalAveragePool", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The dilations of the 3x3 convolutions of each stage, in order.</summary>
    private static SortedDictionary<string, long[]> Dilations(string name)
    {
        var stages = NetworkCatalog.Find(name).Outline().Nodes
            .Where(node => node.Is("Conv") && node.Name.StartsWith("layer", StringComparison.Ordinal) && node.Attributes.GetInts("kernel_shape")![0] == 3)
            .GroupBy(node => node.Name[..node.Name.IndexOf('.', StringComparison.Ordinal)]);
        return new(stages.ToDictionary(stage => stage.Key, stage => stage.Select(node => node.Attributes.GetInts("dilations")![0]).ToArray()), StringComparer.Ordinal);
    }
}
