using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Backbones.Tests;

/// <summary>
/// Layouts, sizes and batches that files come with; the reference is the file itself on pictures prepared pixel by pixel.
/// </summary>
public sealed class BackboneImporterTests : IDisposable
{
    private static readonly BackboneImportOptions Options = new() { Name = "small" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_BlueGreenRedWithOwnMean_SwapsAndNormalises()
    {
        var options = Options with { Preset = InputPreset.CaffeBgr, Mean = [10, 20, 30], Deviation = [1, 2, 4] };

        AssertFeaturesOfTheFile(SmallNetwork.Build().WriteTo(_folder), options, "row", [3, 8, 8]);
    }

    [Fact]
    public void Import_ChannelsLast_IsFoundFromTheShape()
    {
        var network = SmallNetwork.Build(
            new TensorShape("n", 8, 8, 3), before: (builder, image) => SmallNetwork.Transpose(builder, image, 0, 3, 1, 2));

        var backbone = AssertFeaturesOfTheFile(network.WriteTo(_folder), Options with { Preset = InputPreset.Inception }, "row", [8, 8, 3]);

        Assert.Equal(TensorLayout.Nhwc, backbone.Input.Layout);
    }

    [Fact]
    public void Import_NamedFeatureMapWithChannelsLast_IsAveraged()
    {
        // A network that pools by itself, over [N, H, W, C].
        var builder = new GraphBuilder("last", 13);
        var image = builder.Input("image", ElementType.Float32, new TensorShape("n", 3, 8, 8));
        var map = SmallNetwork.Transpose(
            builder, builder.Add("Conv", [image, SmallNetwork.Weights(builder, "filters", 4, 3, 3, 3)]), 0, 2, 3, 1);
        var row = builder.Add("ReduceMean", [map], AttributeMap.Empty.With("axes", 1, 2).With("keepdims", 0), "row");
        var file = builder.Build([("logits", builder.Add("Gemm", [row, SmallNetwork.Weights(builder, "dense", 4, 2)]))]).WriteTo(_folder);
        var pixels = Pictures.Noise(2, 8);

        var mapped = BackboneImporter.Import(file, Options with { FeatureTensor = map.Name });

        Pictures.AssertClose(
            Pictures.Features(BackboneImporter.Import(file, Options), pixels), Pictures.Features(mapped, pixels), relative: 1e-5);
    }

    [Fact]
    public void Import_NamedFeatureMap_IsAveraged()
    {
        var file = SmallNetwork.Build().WriteTo(_folder);
        var pixels = Pictures.Noise(2, 8);

        var map = BackboneImporter.Import(file, Options with { FeatureTensor = "map" });

        Pictures.AssertClose(
            Pictures.Features(BackboneImporter.Import(file, Options), pixels), Pictures.Features(map, pixels), relative: 1e-5);
    }

    [Fact]
    public void Import_OpenSize_TakesTheSizeGiven()
    {
        var file = SmallNetwork.Build(new TensorShape("n", 3, "h", "w")).WriteTo(_folder);

        var backbone = AssertFeaturesOfTheFile(file, Options with { InputSize = 12 }, "row", [3, 12, 12]);

        Assert.Equal(new TensorShape("batch", 3, 12, 12), backbone.Graph.Inputs[0].Shape);
    }

    [Fact]
    public void Import_SizesOfTheImages_FollowTheOptions()
    {
        var file = SmallNetwork.Build(new TensorShape("n", 3, 10, 14)).WriteTo(_folder);

        Assert.Equal(ResizeRule.Squash(14, 10), BackboneImporter.Import(file, Options).Input.Resize);
        Assert.Equal(ResizeRule.CenterCrop(20, 14, 10), BackboneImporter.Import(file, Options with { ShortSide = 20 }).Input.Resize);
        Assert.Equal(
            ResizeRule.CenterCrop(16, 14, 10),
            BackboneImporter.Import(file, Options with { ResizeMode = ResizeMode.CenterCrop }).Input.Resize);
        Assert.Equal(ResizeRule.Pad(14, 10), BackboneImporter.Import(file, Options with { ResizeMode = ResizeMode.Pad }).Input.Resize);
    }

    [Fact]
    public void Import_BatchOfOneInTheFile_IsFreed()
    {
        var network = SmallNetwork.Build(
            new TensorShape(1, 3, 8, 8),
            after: (builder, row) => builder.Add(
                "Reshape", [row, builder.Constant("shape", TensorData.FromInt64s([1, 4], 2))], name: "reshaped"));

        var backbone = BackboneImporter.Import(network.WriteTo(_folder), Options);

        var pixels = Pictures.Noise(3, 8);
        var oneByOne = pixels.Chunk(3 * 8 * 8).SelectMany(
            image => Pictures.Run(network, Pictures.Prepare(image, backbone.Input), "logits")).ToArray();
        Pictures.AssertClose(oneByOne, Pictures.Run(backbone.Graph, Pictures.Prepare(pixels, backbone.Input), "logits"), relative: 1e-5);
        Assert.Equal(3 * 4, Pictures.Features(backbone, pixels).Length);
    }

    private Backbone AssertFeaturesOfTheFile(string file, BackboneImportOptions options, string tensor, int[] item)
    {
        var backbone = BackboneImporter.Import(file, options);
        Assert.Equal((tensor, 4), (backbone.FeatureTensor, backbone.FeatureCount));
        var pixels = Pictures.Noise(2, item[1]);
        var original = OriginalNetwork.Run(File.ReadAllBytes(file), tensor, Pictures.Prepare(pixels, backbone.Input), 2, item);
        Pictures.AssertClose(original, Pictures.Features(backbone, pixels), relative: 1e-5);
        return backbone;
    }
}
