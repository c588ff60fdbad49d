using System.Globalization;
using MLPipeline.Graphs;

namespace MLPipeline.Networks.Tests;

/// <summary>The same networks as torchvision has, by what Golden/torchvision_networks.py wrote down.</summary>
public class TorchvisionTests
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("resnet101")]
    [InlineData("resnet152")]
    [InlineData("vgg16")]
    [InlineData("vgg16_bn")]
    public void Outline_Parameters_HaveTorchvisionsNamesShapesAndOrder(string name)
    {
        var expected = Golden("torchvision_parameters.txt").Where(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        Assert.Equal(expected, NetworkParameters.Of(NetworkCatalog.Find(name).Outline()).Select(parameter => $"{name} {parameter}"));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("drn-a-50")] // torchvision's resnet50 with strides replaced by dilation
    [InlineData("vgg16_bn")]
    public void Build_TorchvisionsWeights_GivesTorchvisionsLogits(string name)
    {
        var rows = Golden("torchvision_logits.txt").Select(line => line.Split(' ')).Where(cells => cells[0] == name).ToArray();
        int[] size = [.. rows[0][1..3].Select(cell => int.Parse(cell, CultureInfo.InvariantCulture))];
        var graph = NetworkCatalog.Find(name).Outline(new NetworkOptions { Classes = 10, Height = size[0], Width = size[1] });
        var elements = NetworkParameters.Of(graph).Index().ToDictionary(pair => pair.Item.Name, pair => Elements(pair.Item, pair.Index));
        var pixels = Numbers(2 * 3 * size[0] * size[1], 7).Select(number => (float)number).ToArray();

        var logits = OnnxRun.Of(NetworkParameters.Replace(graph, elements), pixels, 2, 3, size[0], size[1]);
        OnnxRun.AssertClose(rows.SelectMany(cells => cells[3..]).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)), logits, 1e-4);
    }

    /// <summary>As <c>fill</c> of the script.</summary>
    private static TensorData Elements(NetworkParameter parameter, int index)
    {
        var shape = parameter.Data.Dimensions;
        var bound = Math.Sqrt(3.0 / (parameter.Data.Count / (double)shape[0]));
        var isPositive = parameter.Role is ParameterRole.NormalizationScale or ParameterRole.RunningVariance;
        var numbers = Numbers((int)parameter.Data.Count, 1_000_003 * index)
            .Select(number => (float)(shape.Count > 1 ? number * bound : isPositive ? 1 + (0.5 * number) : 0.25 * number));
        return TensorData.FromFloats(numbers.ToArray(), [.. shape]);
    }

    /// <summary>As <c>numbers_of</c> of the script.</summary>
    private static IEnumerable<double> Numbers(int count, int seed)
    {
        for (var i = 0; i < count; i++)
        {
            var z = (uint)seed + (uint)i;
            z ^= z >> 16;
            z *= 0x85EBCA6B;
            z ^= z >> 13;
            z *= 0xC2B2AE35;
            z ^= z >> 16;
            yield return (z / 2147483648.0) - 1;
        }
    }

    private static string[] Golden(string file) => File.ReadAllLines(Repository.PathOf("tests", "Networks.Tests", "Golden", file));
}
