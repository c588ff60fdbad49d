using System.Security.Cryptography;
using MLPipeline.Graphs;

namespace MLPipeline.Networks.Tests;

public class InitializationTests
{
    private static readonly long[] Shape = [64, 48, 3, 3]; // 27,648 weights; fan in 48 · 9 = 432, fan out 64 · 9 = 576

    public static TheoryData<InitializationRule, double, double> Rules => new()
    {
        // rule, variance, kurtosis: 3 of a normal distribution, 9 / 5 of a uniform one
        { new KaimingNormal(), 2.0 / 432, 3 },
        { new KaimingNormal(FanMode.Out), 2.0 / 576, 3 },
        { new KaimingUniform(), 2.0 / 432, 1.8 },
        { new KaimingUniform(FanMode.Out), 2.0 / 576, 1.8 },
        { new XavierNormal(), 2.0 / (432 + 576), 3 },
        { new XavierUniform(), 2.0 / (432 + 576), 1.8 },
        { new FanInUniform(), 1.0 / (3 * 432), 1.8 },
        { new NormalNumbers(0.02), 0.02 * 0.02, 3 },
    };

    /// <summary>
    /// With n numbers the mean has the deviation σ / √n, the mean of squares σ² √((k - 1) / n) for kurtosis k, and that of fourth powers
    /// at most σ⁴ √(105 / n) (the eighth moment of a normal distribution). Five deviations are exceeded by chance once in two million.
    /// </summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Create_EveryRule_HasTheMomentsOfItsFormula(InitializationRule rule, double variance, double kurtosis)
    {
        double[] numbers = [.. rule.Create("layer1.0.conv1.weight", Shape, seed: 1).ToFloats().Select(number => (double)number)];
        var n = (double)numbers.Length;
        Assert.InRange(Math.Abs(numbers.Average()), 0, 5 * Math.Sqrt(variance / n));
        Assert.InRange(Math.Abs(numbers.Average(x => x * x) - variance), 0, 5 * variance * Math.Sqrt((kurtosis - 1) / n));
        Assert.InRange(Math.Abs(numbers.Average(x => x * x * x * x) - (kurtosis * variance * variance)), 0, 5 * variance * variance * Math.Sqrt(105 / n));
        if (kurtosis < 2) Assert.InRange(numbers.Max(Math.Abs), 0.99 * Math.Sqrt(3 * variance), Math.Sqrt(3 * variance));
    }

    [Fact]
    public void Create_Constant_IsThatNumber() =>
        Assert.All(new ConstantNumber(0.5f).Create("bn1.weight", [7], seed: 1).ToFloats(), number => Assert.Equal(0.5f, number));

    /// <summary>The hash is that of Golden/seeded_numbers.py; any machine must come to it.</summary>
    [Fact]
    public void Create_SameSeedAndName_AreTheSameBytesAnywhere()
    {
        var bytes = new KaimingNormal().Create("conv1.weight", Shape, seed: 42).Bytes;
        Assert.Equal("3f8ccb65c5de9f14e9399b264ac63e721bb50af30b6d077e1892042748fd4b4c", Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
    }

    [Fact]
    public void Create_OtherSeedOrName_AreUnrelated()
    {
        // The mean product of unrelated numbers of variance 1 has the deviation 1 / √n.
        var rule = new NormalNumbers(1);
        var first = rule.Create("conv1.weight", Shape, seed: 0).ToFloats();
        foreach (var other in (float[][])[rule.Create("conv1.weight", Shape, seed: 1).ToFloats(), rule.Create("conv2.weight", Shape, seed: 0).ToFloats()])
        {
            Assert.InRange(Math.Abs(first.Zip(other, (a, b) => (double)a * b).Average()), 0, 5 / Math.Sqrt(first.Length));
        }
    }

    [Fact]
    public void Log_FromTheSmallestToTheLargest_IsTheLogarithm()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var x = Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1023));
            Assert.InRange(SeededNumbers.Log(x), Math.Log(x) - (1e-15 * (1 + Math.Abs(Math.Log(x)))), Math.Log(x) + (1e-15 * (1 + Math.Abs(Math.Log(x)))));
        }
    }

    [Fact]
    public void Build_OneMoreStage_LeavesTheOtherParametersAsTheyWere()
    {
        var network = (ResidualNetwork)NetworkCatalog.Find("resnet14");
        var longer = network with { Stages = [.. network.Stages, new(1, 64)] };
        var before = NetworkParameters.Of(network.Build());
        var after = NetworkParameters.Of(longer.Build()).ToDictionary(parameter => parameter.Name);
        Assert.All(before, parameter => Assert.True(parameter.Data.Bytes.Span.SequenceEqual(after[parameter.Name].Data.Bytes.Span), parameter.Name));
    }

    [Fact]
    public void Build_SameOptions_IsTheSameFile()
    {
        var network = NetworkCatalog.Find("resnet20");
        Assert.Equal(OnnxWriter.ToBytes(network.Build()), OnnxWriter.ToBytes(network.Build()));
        Assert.NotEqual(OnnxWriter.ToBytes(network.Build()), OnnxWriter.ToBytes(network.Build(new NetworkOptions { Seed = 1 })));
    }

    [Fact]
    public void Build_ResNet18_StartsAsTorchvisionDoes()
    {
        var parameters = NetworkParameters.Of(NetworkCatalog.Find("resnet18").Build()).ToDictionary(parameter => parameter.Name, parameter => parameter.Data.ToFloats());
        AssertDeviation(Math.Sqrt(2.0 / (64 * 49)), parameters["conv1.weight"]);
        AssertDeviation(Math.Sqrt(2.0 / (512 * 9)), parameters["layer4.0.conv1.weight"]);
        Assert.InRange(parameters["fc.weight"].Max(Math.Abs), 0.99 / Math.Sqrt(512), 1 / Math.Sqrt(512));
        Assert.InRange(parameters["fc.bias"].Max(Math.Abs), 0.99 / Math.Sqrt(512), 1 / Math.Sqrt(512));
        Assert.All(parameters["bn1.weight"].Concat(parameters["bn1.running_var"]), number => Assert.Equal(1, number));
        Assert.All(parameters["bn1.bias"].Concat(parameters["bn1.running_mean"]), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Build_Vgg16_StartsAsTorchvisionDoes()
    {
        var graph = NetworkCatalog.Find("vgg16").Build(new NetworkOptions { Classes = 10, Height = 32, Width = 32 });
        var parameters = NetworkParameters.Of(graph).ToDictionary(parameter => parameter.Name, parameter => parameter.Data.ToFloats());
        AssertDeviation(Math.Sqrt(2.0 / (64 * 9)), parameters["features.0.weight"]);
        AssertDeviation(0.01, parameters["classifier.0.weight"]);
        Assert.All(parameters["features.0.bias"].Concat(parameters["classifier.6.bias"]), number => Assert.Equal(0, number));
    }

    [Fact]
    public void Build_OtherRules_AreTaken()
    {
        var initialization = NetworkInitialization.Default with { ConvolutionBias = new ConstantNumber(2), DenseWeight = new ConstantNumber(3) };
        var graph = NetworkCatalog.Find("lenet5").Build(new NetworkOptions { Initialization = initialization });
        Assert.All(NetworkParameters.Matching(graph, "conv?.bias"), parameter => Assert.Equal(2, parameter.Data.ToFloats().Distinct().Single()));
        Assert.All(NetworkParameters.Matching(graph, "fc?.weight"), parameter => Assert.Equal(3, parameter.Data.ToFloats().Distinct().Single()));
    }

    /// <summary>The relative deviation of a sample deviation of n normal numbers is 1 / √(2 n).</summary>
    private static void AssertDeviation(double expected, float[] numbers)
    {
        var bound = 5 / Math.Sqrt(2.0 * numbers.Length);
        Assert.InRange(Math.Sqrt(numbers.Average(number => (double)number * number)) / expected, 1 - bound, 1 + bound);
    }
}
