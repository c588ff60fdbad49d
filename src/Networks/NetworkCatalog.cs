namespace MLPipeline.Networks;

/// <summary>The networks that can be trained from zero, each a row. Thread-safe.</summary>
public static class NetworkCatalog
{
    private const string Torchvision = "torchvision";
    private const string CifarTable = "He et al. 2016, table 6";
    private const string ReferenceDrn = "Yu et al. 2017, github.com/fyu/drn";

    private static readonly ResidualStem ImageNetStem = new(64, Kernel: 7, Stride: 2, HasPooling: true);
    private static readonly ResidualStem CifarStem = new(16, Kernel: 3);
    private static readonly ResidualStem DilatedStem = new(16, Kernel: 7);

    /// <value>All networks, family by family and smaller ones first.</value>
    public static IReadOnlyList<NetworkDefinition> All { get; } =
    [
        ResNet("resnet18", ResidualBlock.Basic, [2, 2, 2, 2], 11_689_512),
        ResNet("resnet34", ResidualBlock.Basic, [3, 4, 6, 3], 21_797_672),
        ResNet("resnet50", ResidualBlock.Bottleneck, [3, 4, 6, 3], 25_557_032),
        ResNet("resnet101", ResidualBlock.Bottleneck, [3, 4, 23, 3], 44_549_160),
        ResNet("resnet152", ResidualBlock.Bottleneck, [3, 8, 36, 3], 60_192_808),

        .. CifarResNet("resnet14", ResidualBlock.Basic, 2, 172_506, 175_258, "the [2, 2, 2] network of the deep residual network tutorials"),
        .. CifarResNet("resnet20", ResidualBlock.Basic, 3, 269_722, 272_474, $"{CifarTable}: 0.27 million"),
        .. CifarResNet("resnet32", ResidualBlock.Basic, 5, 464_154, 466_906, $"{CifarTable}: 0.46 million"),
        .. CifarResNet("resnet44", ResidualBlock.Basic, 7, 658_586, 661_338, $"{CifarTable}: 0.66 million"),
        .. CifarResNet("resnet56", ResidualBlock.Basic, 9, 853_018, 855_770, $"{CifarTable}: 0.85 million"),
        .. CifarResNet("resnet110", ResidualBlock.Basic, 18, 1_727_962, 1_730_714, $"{CifarTable}: 1.7 million"),
        .. CifarResNet("resnet29-bottleneck", ResidualBlock.Bottleneck, 3, 270_234, 313_114, "resnet20 with bottlenecks in place of its blocks"),
        .. CifarResNet("resnet164-bottleneck", ResidualBlock.Bottleneck, 18, 1_661_274, 1_704_154, "He et al., \"Identity Mappings\", 2016: 1.7 million"),

        DrnA("drn-a-18", ResidualBlock.Basic, [2, 2, 2, 2], 11_689_512, "Yu et al. 2017; as many parameters as resnet18"),
        DrnA("drn-a-34", ResidualBlock.Basic, [3, 4, 6, 3], 21_797_672, "Yu et al. 2017; as many parameters as resnet34"),
        DrnA("drn-a-50", ResidualBlock.Bottleneck, [3, 4, 6, 3], 25_557_032, ReferenceDrn),
        DrnC("drn-b-26", [1, 1, 2, 2, 2, 2, 1, 1], 21_126_584, "Yu et al. 2017; as many parameters as drn-c-26", hasLastSkips: true),
        DrnC("drn-c-26", [1, 1, 2, 2, 2, 2, 1, 1], 21_126_584, ReferenceDrn),
        DrnC("drn-c-42", [1, 1, 3, 4, 6, 3, 1, 1], 31_234_744, ReferenceDrn),

        Vgg("vgg16", isNormalized: false, 138_357_544),
        Vgg("vgg16_bn", isNormalized: true, 138_365_992),

        SmallNetworks.LeNet5, SmallNetworks.Mnist, SmallNetworks.ThreeStages, SmallNetworks.CatsAndDogs,
    ];

    /// <summary>The network of that name, whatever its case.</summary>
    /// <exception cref="NetworkException">There is none; the message lists all.</exception>
    public static NetworkDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(network => network.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new NetworkException(
            $"There is no network '{name}'.{NearestName.Suggestion(name, All.Select(network => network.Name))} There are {string.Join(", ", All.Select(network => network.Name))}.");
    }

    private static ResidualNetwork ResNet(string name, ResidualBlock block, int[] depths, long parameters) => new()
    {
        Name = name,
        Family = "ResNet",
        Input = new InputShape(3, 224, 224),
        Classes = 1000,
        Block = block,
        Stem = ImageNetStem,
        Stages = [new(depths[0], 64), new(depths[1], 128, Stride: 2), new(depths[2], 256, Stride: 2), new(depths[3], 512, Stride: 2)],
        Parameters = parameters,
        Source = Torchvision,
    };

    /// <summary>The networks of He et al. 2016, section 4.2, once as there, with shortcuts padded with zeros, and once with projections.</summary>
    private static IEnumerable<ResidualNetwork> CifarResNet(string name, ResidualBlock block, int depth, long parameters, long withProjections, string source)
    {
        var network = new ResidualNetwork
        {
            Name = name,
            Family = "CIFAR ResNet",
            Input = new InputShape(3, 32, 32),
            Classes = 10,
            Block = block,
            Stem = CifarStem,
            Stages = [new(depth, 16), new(depth, 32, Stride: 2), new(depth, 64, Stride: 2)],
            Shortcut = ResidualShortcut.ZeroPadding,
            Parameters = parameters,
            Source = source,
        };
        return
        [
            network,
            network with { Name = $"{name}-projection", Shortcut = ResidualShortcut.Projection, Parameters = withProjections, Source = $"{name} with 1x1 projections" },
        ];
    }

    /// <summary>
    /// A ResNet whose last two stages keep their resolution. Where a stride of 2 is taken out, everything behind it is dilated by twice
    /// as much, beginning after the convolution that had the stride: so the map has the ResNet's numbers at every fourth place, and
    /// others in between (Yu et al. 2017, section 2).
    /// </summary>
    private static ResidualNetwork DrnA(string name, ResidualBlock block, int[] depths, long parameters, string source) =>
        ResNet(name, block, depths, parameters) with
        {
            Family = "DRN",
            Stages = [new(depths[0], 64), new(depths[1], 128, Stride: 2), new(depths[2], 256, Dilation: 2), new(depths[3], 512, FirstDilation: 2, Dilation: 4)],
            Source = source,
        };

    /// <summary>
    /// Residual blocks in place of the maximum pooling, and two more stages at the end through which the dilation steps down; DRN-C
    /// leaves out their skip connections (Yu et al. 2017, section 4). Dilations are those of the authors' code, to which published
    /// weights belong: a dilated stage is dilated from its first convolution on.
    /// </summary>
    private static ResidualNetwork DrnC(string name, int[] depths, long parameters, string source, bool hasLastSkips = false) => new()
    {
        Name = name,
        Family = "DRN",
        Input = new InputShape(3, 224, 224),
        Classes = 1000,
        Block = ResidualBlock.Basic,
        Stem = DilatedStem,
        Stages =
        [
            new(depths[0], 16), new(depths[1], 32, Stride: 2), new(depths[2], 64, Stride: 2), new(depths[3], 128, Stride: 2),
            new(depths[4], 256, FirstDilation: 2, Dilation: 2), new(depths[5], 512, FirstDilation: 4, Dilation: 4),
            new(depths[6], 512, FirstDilation: 2, Dilation: 2, HasSkips: hasLastSkips), new(depths[7], 512, HasSkips: hasLastSkips),
        ],
        Parameters = parameters,
        Source = source,
    };

    private static VggNetwork Vgg(string name, bool isNormalized, long parameters) => new()
    {
        Name = name,
        Family = "VGG",
        Input = new InputShape(3, 224, 224),
        Classes = 1000,
        Depths = [2, 2, 3, 3, 3],
        IsNormalized = isNormalized,
        Parameters = parameters,
        Source = Torchvision,
    };
}
