namespace MLPipeline.Networks.Tests;

public class NetworkCatalogTests
{
    public static TheoryData<string> Names => [.. NetworkCatalog.All.Select(network => network.Name)];

    public static TheoryData<string> ResidualNames => [.. NetworkCatalog.All.OfType<ResidualNetwork>().Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outline_EveryNetwork_HasThePublishedNumberOfParameters(string name)
    {
        var network = NetworkCatalog.Find(name);
        Assert.Equal(network.Parameters, NetworkSummary.Of(network.Outline()).Parameters);
    }

    [Theory]
    [MemberData(nameof(ResidualNames))]
    public void Parameters_ResidualNetworks_AreTheSumOfTheirLayers(string name)
    {
        // A convolution of k x k has k² · in · out weights, its normalisation 2 · out, a dense layer (in + 1) · classes. For drn-c-26:
        // 2,384 + 4,672 + 14,528 + 131,712 + 525,568 + 2,099,712 + 8,393,728 + 4,720,640 + 4,720,640 + 513,000 = 21,126,584.
        static long Convolution(long kernel, long from, long to) => (kernel * kernel * from * to) + (2 * to);
        var network = (ResidualNetwork)NetworkCatalog.Find(name);
        long channels = network.Stem.Width;
        var sum = Convolution(network.Stem.Kernel, network.Input.Channels, channels);
        foreach (var stage in network.Stages)
        {
            long width = stage.Width;
            var result = network.Block == ResidualBlock.Basic ? width : 4 * width;
            for (var block = 0; block < stage.Blocks; block++)
            {
                sum += network.Block == ResidualBlock.Basic
                    ? Convolution(3, channels, width) + Convolution(3, width, width)
                    : Convolution(1, channels, width) + Convolution(3, width, width) + Convolution(1, width, result);
                var changes = channels != result || (block == 0 && stage.Stride != 1);
                if (changes && network.Shortcut == ResidualShortcut.Projection) sum += Convolution(1, channels, result);
                channels = result;
            }
        }

        Assert.Equal(network.Parameters, sum + ((channels + 1) * network.Classes));
    }

    [Theory]
    [InlineData("resnet20", 0.27)]
    [InlineData("resnet32", 0.46)]
    [InlineData("resnet44", 0.66)]
    [InlineData("resnet56", 0.85)]
    [InlineData("resnet110", 1.7)]
    [InlineData("resnet164-bottleneck-projection", 1.7)]
    public void Parameters_CifarNetworks_AreThoseOfThePaperToItsDigits(string name, double millions) =>
        Assert.Equal(millions, Math.Round(NetworkCatalog.Find(name).Parameters / 1e6, millions < 1 ? 2 : 1));

    /// <summary>A dense layer has (inputs + 1) numbers for each class; the first convolution of k x k to w channels k² w for each channel of the image.</summary>
    [Theory]
    [InlineData("resnet18", 10, 3, 11_689_512 - (990 * 513))]
    [InlineData("resnet18", 1000, 1, 11_689_512 - (2 * 49 * 64))]
    [InlineData("resnet50", 10, 3, 25_557_032 - (990 * 2049))]
    [InlineData("resnet152", 10, 3, 60_192_808 - (990 * 2049))]
    [InlineData("resnet20", 100, 1, 269_722 + (90 * 65) - (2 * 9 * 16))]
    [InlineData("drn-c-26", 10, 1, 21_126_584 - (990 * 513) - (2 * 49 * 16))]
    [InlineData("vgg16", 10, 3, 138_357_544 - (990 * 4097))]
    [InlineData("vgg16_bn", 2, 1, 138_365_992 - (998 * 4097) - (2 * 9 * 64))]
    [InlineData("lenet5", 26, 3, 61_706 + (16 * 85) + (2 * 25 * 6))]
    public void Outline_OtherClassesAndChannels_ChangesOnlyTheEnds(string name, int classes, int channels, long parameters)
    {
        var graph = NetworkCatalog.Find(name).Outline(new NetworkOptions { Classes = classes, Channels = channels });
        Assert.Equal(parameters, NetworkSummary.Of(graph).Parameters);
        Assert.Equal($"[batch, {classes}]", graph.Outputs[0].Shape!.ToString());
    }

    /// <summary>A 3x3 or 7x7 window of stride 2 with padding leaves ⌈n / 2⌉ of n; a pooling without padding ⌊n / 2⌋.</summary>
    [Theory]
    [InlineData("resnet18", 75, 50, "layer4.1.relu", "[batch, 512, 3, 2]")]
    [InlineData("resnet50", 33, 97, "layer4.2.relu", "[batch, 2048, 2, 4]")]
    [InlineData("resnet18", 1, 1, "layer4.1.relu", "[batch, 512, 1, 1]")]
    [InlineData("resnet20", 29, 31, "layer3.2.relu", "[batch, 64, 8, 8]")]
    [InlineData("resnet29-bottleneck", 29, 31, "layer3.2.relu", "[batch, 256, 8, 8]")]
    [InlineData("drn-a-18", 224, 224, "layer4.1.relu", "[batch, 512, 28, 28]")]
    [InlineData("drn-a-50", 65, 97, "layer4.2.relu", "[batch, 2048, 9, 13]")]
    [InlineData("drn-b-26", 224, 224, "layer8.0.relu", "[batch, 512, 28, 28]")]
    [InlineData("drn-c-42", 65, 97, "layer8.0.relu", "[batch, 512, 9, 13]")]
    [InlineData("vgg16", 95, 63, "features.30", "[batch, 512, 2, 1]")]
    [InlineData("three-stage-cnn", 33, 47, "pool3", "[batch, 128, 4, 5]")]
    [InlineData("mnist-cnn", 31, 16, "pool2", "[batch, 20, 4, 1]")]
    public void Outline_OddSizes_HasTheShapesOfTheArithmetic(string name, int height, int width, string value, string shape)
    {
        var graph = NetworkCatalog.Find(name).Outline(new NetworkOptions { Height = height, Width = width });
        Assert.Equal(shape, graph.FindValue(value)!.Shape!.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outline_SmallestSize_IsTakenAndOneLessIsRefused(string name)
    {
        var network = NetworkCatalog.Find(name);
        var smallest = network.SmallestSize;
        Assert.Equal($"[batch, {network.Classes}]", network.Outline(new NetworkOptions { Height = smallest, Width = smallest }).Outputs[0].Shape!.ToString());
        var fault = Assert.Throws<NetworkException>(() => network.Outline(new NetworkOptions { Width = smallest - 1 }));
        Assert.Equal($"Width is {smallest - 1}; the smallest that {name} can take is {smallest}.", fault.Message);
    }

    [Theory]
    [InlineData("vgg16", 32)]
    [InlineData("mnist-cnn", 16)]
    [InlineData("lenet5", 12)]
    public void SmallestSize_NetworksWithUnpaddedWindows_IsThatOfTheArithmetic(string name, int size) =>
        Assert.Equal(size, NetworkCatalog.Find(name).SmallestSize);

    [Fact]
    public void Build_BadOptions_ListsEveryFault()
    {
        var options = new NetworkOptions
        {
            Classes = 1,
            Channels = 4,
            Height = 0,
            Width = -3,
            DropoutRate = 0.2,
            NormalizationMomentum = 1,
            NormalizationEpsilon = 0,
        };
        var fault = Assert.Throws<NetworkException>(() => NetworkCatalog.Find("resnet18").Build(options));
        Assert.Equal(
            [
                "Classes is 1; a classifier needs at least 2.",
                "Channels is 4; valid values are 1 (grey) and 3 (colour).",
                "Height is 0; the smallest that resnet18 can take is 1.",
                "Width is -3; the smallest that resnet18 can take is 1.",
                "DropoutRate is 0.2, but resnet18 has no dropout; leave it out.",
                "NormalizationMomentum is 1; it must be at least 0 and below 1.",
                "NormalizationEpsilon is 0; it must be above 0.",
            ],
            fault.Faults);
        Assert.Equal(
            ["DropoutRate is 1; it must be at least 0 and below 1."],
            new NetworkOptions { DropoutRate = 1 }.FaultsFor(NetworkCatalog.Find("mnist-cnn")));
        Assert.Single(new NetworkOptions { DropoutRate = double.NaN }.FaultsFor(NetworkCatalog.Find("mnist-cnn")));
    }

    [Fact]
    public void Build_RowsOfOnesOwnThatMakeNoNetwork_SayWhy()
    {
        var residual = (ResidualNetwork)NetworkCatalog.Find("resnet20") with { Stem = new(16, Kernel: 4), Stages = [new(1, 16), new(0, 8)] };
        var vgg = (VggNetwork)NetworkCatalog.Find("vgg16") with { Widths = [8, 16] };
        var sequential = (SequentialNetwork)NetworkCatalog.Find("mnist-cnn") with { DropoutRate = null, Layers = [new Layer.Dropout("dropout")] };
        NetworkDefinition[] rows = [residual, vgg, sequential];
        Assert.Equal(
            [
                "The stem of resnet20 has a kernel of 4; only odd ones have a middle.",
                "Stage 2 of resnet20 has 0 blocks of width 8; both must be at least 1.",
                "vgg16 has 5 depths and 2 widths; each group needs both.",
                "The last layer of mnist-cnn must be a dense one without a width of its own, for the classes.",
                "mnist-cnn must have both dropout layers and a DropoutRate, or neither.",
            ],
            rows.SelectMany(row => Assert.Throws<NetworkException>(() => row.Build()).Faults));
    }

    [Fact]
    public void Outline_MoreParametersThanAFileHolds_IsRefusedBeforeMemoryIsTaken()
    {
        var fault = Assert.Throws<NetworkException>(() => NetworkCatalog.Find("vgg16").Outline(new NetworkOptions { Height = 1024, Width = 1024 }));
        Assert.Contains("more than the 2 GB", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'classifier.0.weight' alone is [4096, 524288]", fault.Message, StringComparison.Ordinal);
        Assert.Throws<NetworkException>(() => NetworkCatalog.Find("resnet50").Outline(new NetworkOptions { Classes = 1_000_000 }));
    }

    [Fact]
    public void Find_MisspeltName_SuggestsAndLists()
    {
        Assert.Equal("resnet18", NetworkCatalog.Find("ResNet18").Name);
        var fault = Assert.Throws<NetworkException>(() => NetworkCatalog.Find("drn-c-62"));
        Assert.StartsWith("There is no network 'drn-c-62'. Did you mean 'drn-c-26'? There are resnet18, ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OptionsOfLayers_ReachTheNodes()
    {
        var options = new NetworkOptions { DropoutRate = 0.2, NormalizationMomentum = 0.5f, NormalizationEpsilon = 0.001f, Height = 32, Width = 32 };
        var graph = NetworkCatalog.Find("vgg16_bn").Outline(options);
        Assert.All(graph.Nodes.Where(node => node.Is("Dropout")), node => Assert.Equal([0.2f], node.Inputs[1]!.Constant!.ToFloats()));
        Assert.All(
            graph.Nodes.Where(node => node.Is("BatchNormalization")),
            node => Assert.Equal((0.5f, 0.001f), (node.Attributes.GetFloat("momentum"), node.Attributes.GetFloat("epsilon"))));
    }

    [Fact]
    public void Build_SmallNetwork_ReadsAsWritten()
    {
        var network = new ResidualNetwork
        {
            Name = "small",
            Family = "mine",
            Input = new InputShape(1, 9, 8),
            Classes = 2,
            Block = ResidualBlock.Basic,
            Stem = new ResidualStem(2, Kernel: 3),
            Stages = [new(1, 2), new(1, 5, Stride: 2)],
            Shortcut = ResidualShortcut.ZeroPadding,
        };
        var lines = network.Build().ToString().Split('\n').Where(line => line.Contains('=') && line.Contains("layer2", StringComparison.Ordinal) && !line.Contains("constant"));
        Assert.Equal(
            """
              %layer2.0.conv1 Float32 [batch, 5, 5, 4] = Conv(%layer1.0.relu, %layer2.0.conv1.weight) {dilations=[1, 1], group=1, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]}
              %layer2.0.bn1 Float32 [batch, 5, 5, 4] = BatchNormalization(%layer2.0.conv1, %layer2.0.bn1.weight, %layer2.0.bn1.bias, %layer2.0.bn1.running_mean, %layer2.0.bn1.running_var) {epsilon=1E-05, momentum=0.9}
              %layer2.0.relu1 Float32 [batch, 5, 5, 4] = Relu(%layer2.0.bn1)
              %layer2.0.conv2 Float32 [batch, 5, 5, 4] = Conv(%layer2.0.relu1, %layer2.0.conv2.weight) {dilations=[1, 1], group=1, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1]}
              %layer2.0.bn2 Float32 [batch, 5, 5, 4] = BatchNormalization(%layer2.0.conv2, %layer2.0.bn2.weight, %layer2.0.bn2.bias, %layer2.0.bn2.running_mean, %layer2.0.bn2.running_var) {epsilon=1E-05, momentum=0.9}
              %layer2.0.shortcut.pool Float32 [batch, 2, 5, 4] = AveragePool(%layer1.0.relu) {kernel_shape=[1, 1], pads=[0, 0, 0, 0], strides=[2, 2]}
              %layer2.0.shortcut.pad Float32 [batch, 5, 5, 4] = Pad(%layer2.0.shortcut.pool, %layer2.0.shortcut.pad.pads)
              %layer2.0.add Float32 [batch, 5, 5, 4] = Add(%layer2.0.bn2, %layer2.0.shortcut.pad)
              %layer2.0.relu Float32 [batch, 5, 5, 4] = Relu(%layer2.0.add)
              %avgpool Float32 [batch, 5, 1, 1] = GlobalAveragePool(%layer2.0.relu)
            """,
            string.Join('\n', lines));
        var narrowing = network with { Stages = [new(1, 4), new(1, 2, Stride: 2)] };
        Assert.Contains("Use Projection shortcuts", Assert.Throws<NetworkException>(() => narrowing.Build()).Message, StringComparison.Ordinal);
    }

    /// <summary>Parameter names are a file format: checkpoints and exported networks are read by them. torchvision's own are in <see cref="TorchvisionTests"/>.</summary>
    [Fact]
    public void Outline_NetworksThatTorchvisionLacks_KeepTheirParameterNames()
    {
        string[] names =
        [
            "resnet20", "resnet14-projection", "resnet29-bottleneck", "drn-a-18", "drn-b-26", "drn-c-26",
            "lenet5", "mnist-cnn", "three-stage-cnn", "cats-dogs-cnn",
        ];
        var lines = names.SelectMany(name => NetworkParameters.Of(NetworkCatalog.Find(name).Outline()).Select(parameter => $"{name} {parameter}")).ToArray();
        var received = Path.Combine(AppContext.BaseDirectory, "own_parameters.txt");
        File.WriteAllLines(received, lines);
        Assert.Equal(File.ReadAllLines(Repository.PathOf("tests", "Networks.Tests", "Golden", "own_parameters.txt")), lines);
        File.Delete(received);
    }
}
