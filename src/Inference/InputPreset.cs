namespace MLPipeline.Inference;

/// <summary>The input conventions that pretrained networks commonly follow.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="ChannelOrder">The order of the colour planes.</param>
/// <param name="Normalization">What is done to the pixels.</param>
/// <param name="Description">One line for help texts.</param>
public sealed record InputPreset(string Name, ChannelOrder ChannelOrder, PixelNormalization Normalization, string Description)
{
    /// <summary>Red, green, blue from 0 to 1, mean and deviation of ImageNet: torchvision, the ONNX model zoo, timm.</summary>
    public static InputPreset ImageNet { get; } = new(
        "imagenet",
        ChannelOrder.Rgb,
        new PixelNormalization { Range = 1, Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f] },
        "RGB 0..1, ImageNet mean and deviation (torchvision, ONNX model zoo)");

    /// <summary>Red, green, blue from -1 to 1: the TensorFlow-slim networks (Inception, MobileNet, ResNet v2).</summary>
    public static InputPreset Inception { get; } = new(
        "inception",
        ChannelOrder.Rgb,
        new PixelNormalization { Range = 255, Mean = [127.5f, 127.5f, 127.5f], Deviation = [127.5f, 127.5f, 127.5f] },
        "RGB -1..1 (TensorFlow-slim: Inception, MobileNet, EfficientNet-lite)");

    /// <summary>Blue, green, red from 0 to 255 less the mean pixel: networks that came from Caffe.</summary>
    public static InputPreset CaffeBgr { get; } = new(
        "caffe-bgr",
        ChannelOrder.Bgr,
        new PixelNormalization { Range = 255, Mean = [123.68f, 116.779f, 103.939f] },
        "BGR 0..255 less the ImageNet mean pixel (Caffe, Keras ResNet and VGG)");

    /// <summary>Red, green, blue from 0 to 1.</summary>
    public static InputPreset ZeroOne { get; } = new(
        "zero-one",
        ChannelOrder.Rgb,
        new PixelNormalization { Range = 1 },
        "RGB 0..1, nothing else");

    /// <summary>Every preset.</summary>
    public static IReadOnlyList<InputPreset> All { get; } = [ImageNet, Inception, CaffeBgr, ZeroOne];

    /// <summary>The preset of a name, whatever its case.</summary>
    /// <exception cref="ArgumentException">There is no such preset; the message lists them.</exception>
    public static InputPreset Find(string name) =>
        All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no preset '{name}'. Valid presets are {string.Join(", ", All.Select(preset => preset.Name))}.", nameof(name));
}
