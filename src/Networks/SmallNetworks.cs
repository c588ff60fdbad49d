namespace MLPipeline.Networks;

/// <summary>The rows of the small networks, layer by layer.</summary>
internal static class SmallNetworks
{
    /// <summary>
    /// In today's form: ReLU in place of the scaled tangent, all maps connected, dense layers in place of radial basis functions,
    /// and the 32x32 field of the paper as padding around the 28x28 digit.
    /// </summary>
    public static SequentialNetwork LeNet5 { get; } = new()
    {
        Name = "lenet5",
        Family = "CNN",
        Input = new InputShape(1, 28, 28),
        Classes = 10,
        Layers =
        [
            new Layer.Convolution("conv1", 6, Kernel: 5, Padding: 2), new Layer.Relu("relu1"), new Layer.AveragePooling("pool1"),
            new Layer.Convolution("conv2", 16, Kernel: 5), new Layer.Relu("relu2"), new Layer.AveragePooling("pool2"),
            new Layer.Flatten("flatten"),
            new Layer.Dense("fc1", 120), new Layer.Relu("relu3"),
            new Layer.Dense("fc2", 84), new Layer.Relu("relu4"),
            new Layer.Dense("fc3"),
        ],
        Parameters = 61_706,
        Source = "LeCun et al., \"Gradient-Based Learning Applied to Document Recognition\", 1998, as usually rebuilt",
    };

    public static SequentialNetwork Mnist { get; } = new()
    {
        Name = "mnist-cnn",
        Family = "CNN",
        Input = new InputShape(1, 28, 28),
        Classes = 10,
        DropoutRate = 0.5,
        Layers =
        [
            .. TwoConvolutions(),
            new Layer.Dense("fc1", 50), new Layer.Relu("relu3"),
            new Layer.Dense("fc2"),
        ],
        Parameters = 21_840,
        Source = "PyTorch's MNIST example of 2017",
    };

    /// <summary>The convolutions of <see cref="Mnist"/> on photographs: 53x53 places are left, and nearly all weights are in the first dense layer.</summary>
    public static SequentialNetwork CatsAndDogs { get; } = new()
    {
        Name = "cats-dogs-cnn",
        Family = "CNN",
        Input = new InputShape(3, 224, 224),
        Classes = 2,
        DropoutRate = 0.5,
        Layers =
        [
            .. TwoConvolutions(),
            new Layer.Dense("fc1", 500), new Layer.Relu("relu3"),
            new Layer.Dense("fc2", 50), new Layer.Relu("relu4"),
            new Layer.Dense("fc3"),
        ],
        Parameters = 28_121_432,
        Source = "Subramanian, \"Deep Learning with PyTorch\", 2018, chapter 5",
    };

    public static SequentialNetwork ThreeStages { get; } = new()
    {
        Name = "three-stage-cnn",
        Family = "CNN",
        Input = new InputShape(3, 32, 32),
        Classes = 10,
        DropoutRate = 0.5,
        Layers =
        [
            new Layer.Convolution("conv1", 32, Kernel: 3, Padding: 1), new Layer.Relu("relu1"), new Layer.MaxPooling("pool1"),
            new Layer.Convolution("conv2", 64, Kernel: 3, Padding: 1), new Layer.Relu("relu2"), new Layer.MaxPooling("pool2"),
            new Layer.Convolution("conv3", 128, Kernel: 3, Padding: 1), new Layer.Relu("relu3"), new Layer.MaxPooling("pool3"),
            new Layer.Flatten("flatten"),
            new Layer.Dense("fc1", 128), new Layer.Relu("relu4"), new Layer.Dropout("dropout"),
            new Layer.Dense("fc2"),
        ],
        Parameters = 356_810,
        Source = "this project: three stages of convolution and pooling, two dense layers",
    };

    private static Layer[] TwoConvolutions() =>
    [
        new Layer.Convolution("conv1", 10, Kernel: 5), new Layer.Relu("relu1"), new Layer.MaxPooling("pool1"),
        new Layer.Convolution("conv2", 20, Kernel: 5), new Layer.Relu("relu2"), new Layer.Dropout("dropout"), new Layer.MaxPooling("pool2"),
        new Layer.Flatten("flatten"),
    ];
}
