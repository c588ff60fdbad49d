namespace MLPipeline.Graphs.Tests;

public class RoundTripTests
{
    public static TheoryData<string> Shared =>
    [
        "mobilenetv2-imagenet.onnx", "squeezenet-imagenet.onnx", "resnet20-cifar10.onnx", "resnet32-cifar10.onnx",
        "resnet44-cifar10.onnx", "resnet56-cifar10.onnx", "ours/resnet20-cifar10-jpeg.onnx",
    ];

    public static TheoryData<string> Golden =>
    [
        "tiny_resnet_basic", "tiny_resnet_bottleneck", "tiny_densenet", "tiny_mobilenet_v2", "tiny_efficientnet", "tiny_vgg", "tiny_view",
    ];

    [SkippableTheory]
    [MemberData(nameof(Shared))]
    public void ReadAndWrite_SharedNetwork_ComputesTheSame(string file) => AssertRoundTrip(SharedMaterial.Require("weights", file));

    [Theory]
    [MemberData(nameof(Golden))]
    public void ReadAndWrite_GoldenNetwork_ComputesTheSame(string name) => AssertRoundTrip(Networks.Golden(name));

    internal static void AssertRoundTrip(string path)
    {
        var written = OnnxWriter.ToBytes(OnnxReader.Read(path));
        var original = File.ReadAllBytes(path);
        Networks.AssertSame(original, written, batch: 1);
        Networks.AssertSame(original, written, batch: 3);
        Assert.Equal(written, OnnxWriter.ToBytes(OnnxReader.Read(written)));
    }
}
