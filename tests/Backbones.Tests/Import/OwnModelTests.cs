using MLPipeline.Graphs;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Backbones.Tests;

/// <summary>A model that the trainer wrote becomes a backbone that takes what its layers were trained on.</summary>
public sealed class OwnModelTests : IDisposable
{
    private static readonly BackboneImportOptions Options = new() { Name = "own", Preset = InputPreset.CaffeBgr }; // the file knows better
    private static readonly ResizeRule Resize = ResizeRule.Pad(8, 8) with { PadColour = new(1, 2, 3) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_ItsPreparation_BecomesTheContract_AndNothingOfTheModelStays()
    {
        var file = Write(SmallNetwork.Build(), InputPreset.ImageNet.Normalization);
        var backbone = BackboneImporter.Import(file, Options);

        var expected = new InputContract { Resize = Resize, Normalization = InputPreset.ImageNet.Normalization };
        Assert.Equal(expected, backbone.Input); // the decimals that it was made of, and not what their quotients round to
        Assert.Equal(Resize.PadColour, backbone.Input.Resize.PadColour);
        Assert.Equal(["mlpipeline.backbone"], backbone.Graph.Metadata.Keys);
        Assert.Equal("Conv", backbone.Graph.ConsumersOf(backbone.Graph.Inputs[0]).Single().Operator);
        AssertFeaturesOf(file, backbone);
    }

    [Fact]
    public void Import_OfNumbersThatAreNoDecimals_KeepsThem()
    {
        var normalization = new PixelNormalization { Range = 255, Mean = [123.456789f, 1e-3f, 7f / 3], Deviation = [57.1f, 1f / 3, 300] };
        var file = Write(SmallNetwork.Build(), normalization);
        AssertFeaturesOf(file, BackboneImporter.Import(file, Options));
    }

    [Fact]
    public void Import_OfAGreyNetwork_KeepsTheWeighingOfColours()
    {
        var grey = SmallNetwork.Build(new TensorShape("n", 1, 8, 8), channels: 1);
        var file = Write(grey, new PixelNormalization { Range = 1, Mean = [0.1307f, 0.1307f, 0.1307f], Deviation = [0.3081f, 0.3081f, 0.3081f] });
        var backbone = BackboneImporter.Import(file, Options);
        Assert.Equal(0.1307f, backbone.Input.Normalization.Mean[1]);
        AssertFeaturesOf(file, backbone);
    }

    [Fact]
    public void Import_WithOtherPreparation_IsRefused_ButTheSizesRuleIsFree()
    {
        var file = Write(SmallNetwork.Build(), InputPreset.ImageNet.Normalization);
        var error = Assert.Throws<BackboneException>(() => BackboneImporter.Import(file, Options with { Mean = [0, 0, 0], Range = 255 }));
        Assert.Contains("says itself how its pixels are prepared", error.Message, StringComparison.Ordinal);
        Assert.Equal(ResizeRule.Squash(8, 8), BackboneImporter.Import(file, Options with { ResizeMode = ResizeMode.Squash }).Input.Resize);
    }

    [Fact]
    public void Import_WithDamagedMetadata_NamesThem()
    {
        var network = SmallNetwork.Build();
        var builder = GraphBuilder.Like(network);
        var copies = builder.Inline(network, new Dictionary<Value, Value> { [network.Inputs[0]] = builder.Input("input", ElementType.Float32, new TensorShape("n", 3, 8, 8)) }, network.Outputs);
        var file = builder.Build([("Score", copies[network.Outputs[0]])], new Dictionary<string, string> { [ModelMetadata.InputKey] = "{}" }).WriteTo(_folder);
        Assert.Contains("damaged metadata", Assert.Throws<BackboneException>(() => BackboneImporter.Import(file, Options)).Message, StringComparison.Ordinal);
    }

    private string Write(Graph network, PixelNormalization normalization)
    {
        var prepared = new InputContract { Resize = Resize, Normalization = normalization };
        var contract = new ModelContract { Input = prepared with { Normalization = PixelNormalization.None }, Labels = ["a", "b"], Provenance = "{}" };
        return ClassifierGraphBuilder.Build(network, prepared, ModelMetadata.Write(contract)).WriteTo(_folder);
    }

    /// <summary>The model's own file, from plain pixels, is the reference.</summary>
    private static void AssertFeaturesOf(string file, Backbone backbone)
    {
        var pixels = Pictures.Noise(2, 8);
        var expected = OriginalNetwork.Run(File.ReadAllBytes(file), backbone.FeatureTensor, pixels, 2, [3, 8, 8]);
        Pictures.AssertClose(expected, Pictures.Features(backbone, pixels), relative: 1e-6);
    }
}
