using MLPipeline.Graphs;
using MLPipeline.Imaging;

namespace MLPipeline.Backbones.Tests;

/// <summary>
/// Real pretrained files: the features are the network's own, the classifier built from its last layer scores like the file itself.
/// </summary>
public class PretrainedNetworksTests
{
    private static readonly BackboneImportOptions Imagenet = new() { Name = "net" };

    public static TheoryData<string, string, int, int> Files => new()
    {
        { "mobilenetv2-imagenet.onnx", "features", 1280, 224 },
        { "squeezenet-imagenet.onnx", "fire9_concat", 512, 227 },
        { "resnet20-cifar10.onnx", "/ReduceMean_output_0", 64, 32 },
        { "resnet32-cifar10.onnx", "/ReduceMean_output_0", 64, 32 },
        { "resnet44-cifar10.onnx", "/ReduceMean_output_0", 64, 32 },
        { "resnet56-cifar10.onnx", "/ReduceMean_output_0", 64, 32 },
        { "ours/resnet20-cifar10-jpeg.onnx", "/ReduceMean_output_0", 64, 32 },
    };

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Import_PretrainedFile_GivesTheFeaturesOfTheFileItself(string name, string tensor, int count, int size)
    {
        var file = SharedMaterial.Require(["weights", .. name.Split('/')]);

        var backbone = BackboneImporter.Import(file, OptionsOf(name));

        Assert.Equal((tensor, count), (backbone.FeatureTensor, backbone.FeatureCount));
        Assert.Equal(size >= 128 ? ResizeRule.CenterCrop(size * 8 / 7, size, size) : ResizeRule.Squash(size, size), backbone.Input.Resize);
        var features = FeatureGraphBuilder.Build(backbone);
        Assert.Equal(new TensorShape("batch", 3, size, size), features.Inputs.Single().Shape);
        Assert.Equal(new TensorShape("batch", count), features.Outputs.Single().Shape);

        var pixels = Pictures.Noise(2, size);
        var original = OriginalNetwork.Run(File.ReadAllBytes(file), tensor, Pictures.Prepare(pixels, backbone.Input), 2, 3, size, size);
        Pictures.AssertClose(Pictures.Average(original, 2 * count), Pictures.Features(backbone, pixels), relative: 1e-4);
    }

    [SkippableTheory]
    [InlineData("mobilenetv2-imagenet.onnx", 224)]
    [InlineData("resnet20-cifar10.onnx", 32)]
    public void BuildClassifier_WithTheFilesOwnLastLayer_ScoresLikeTheFile(string name, int size)
    {
        var file = SharedMaterial.Require("weights", name);
        var backbone = BackboneImporter.Import(file, OptionsOf(name));
        var last = backbone.Graph.Nodes.Single(node => node.Is("Gemm"));
        var weights = last.Input(1)!.Constant!;
        var bias = last.Input(2)!.Constant!.ToFloats();
        var byClass = last.Attributes.GetInt("transB") == 1
            ? weights.ToFloats()
            : Transposed(weights.ToFloats(), (int)weights.Dimensions[0]);

        var classifier = ClassifierGraphBuilder.Build(
            backbone, byClass, bias, new Dictionary<string, string> { ["key"] = "text" }, exposeFeatures: true);

        Assert.Equal(["Score", "features"], classifier.Outputs.Select(output => output.Name));
        Assert.Equal(new TensorShape("batch", bias.Length), classifier.Outputs[0].Shape);
        Assert.Equal("text", classifier.Metadata["key"]);
        Assert.Equal(backbone.Graph.OpsetVersion, classifier.OpsetVersion);
        var pixels = Pictures.Noise(3, size);
        var logits = OriginalNetwork.Run(File.ReadAllBytes(file), "logits", Pictures.Prepare(pixels, backbone.Input), 3, 3, size, size);
        Pictures.AssertClose([.. logits.Chunk(bias.Length).SelectMany(Softmax)], Pictures.Run(classifier, pixels, "Score"), relative: 1e-4);
    }

    private static BackboneImportOptions OptionsOf(string name) => name switch
    {
        "mobilenetv2-imagenet.onnx" => Imagenet with { Range = 255, Mean = [128, 128, 128], Deviation = [128, 128, 128] },
        "squeezenet-imagenet.onnx" => Imagenet with { Range = 255, Mean = [123, 117, 104], Deviation = [1, 1, 1] },
        _ => Imagenet,
    };

    private static float[] Transposed(float[] matrix, int rows)
    {
        var columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % rows * columns) + (i / rows)])];
    }

    private static IEnumerable<float> Softmax(float[] logits)
    {
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return exponentials.Select(value => (float)(value / exponentials.Sum()));
    }
}
