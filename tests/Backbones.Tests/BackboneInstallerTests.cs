using System.Security.Cryptography;
using MLPipeline.Graphs;
using MLPipeline.Inference;

namespace MLPipeline.Backbones.Tests;

public sealed class BackboneInstallerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackboneDownloader _downloader = new();

    private BackboneStore Store => new(_folder.File("store", "x")[..^2], []);

    private BackboneInstaller Installer => new(Store, _downloader);

    public void Dispose()
    {
        _downloader.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Add_ThenLoad_GivesTheSameBackbone()
    {
        var file = SmallNetwork.Build().WriteTo(_folder);
        var options = new BackboneImportOptions { Name = "mine", Preset = InputPreset.Inception, Source = "a source", Licence = "MIT" };
        var imported = BackboneImporter.Import(file, options);

        var loaded = Backbone.Load(Installer.Add(file, options));

        Assert.Equal(imported.Input, loaded.Input);
        Assert.Equal(
            ("mine", "row", 4, "a source", "MIT"), (loaded.Name, loaded.FeatureTensor, loaded.FeatureCount, loaded.Source, loaded.Licence));
        Assert.Equal(imported.Sha256, loaded.Sha256);
        var pixels = Pictures.Noise(2, 8);
        Assert.Equal(Pictures.Features(imported, pixels), Pictures.Features(loaded, pixels));
    }

    [Fact]
    public void Add_TheStoredFile_IsStillTheNetworkForOtherPrograms()
    {
        var network = SmallNetwork.Build();
        var stored = Installer.Add(network.WriteTo(_folder), new() { Name = "mine" });
        var pixels = Pictures.Noise(2, 8);

        var logits = OriginalNetwork.Run(File.ReadAllBytes(stored.Path), "logits", pixels, 2, 3, 8, 8);

        Assert.Equal(Pictures.Run(network, pixels, "logits"), logits);
    }

    [Fact]
    public void Sha256_FollowsWhatFeaturesDependOn()
    {
        var file = SmallNetwork.Build().WriteTo(_folder);
        var options = new BackboneImportOptions { Name = "one" };
        string Hash(BackboneImportOptions with) => BackboneImporter.Import(file, with).Sha256;

        Assert.Equal(Hash(options), Hash(options with { Name = "two", Source = "elsewhere" }));
        Assert.NotEqual(Hash(options), Hash(options with { Preset = InputPreset.ZeroOne }));
        Assert.NotEqual(Hash(options), Hash(options with { ShortSide = 16 }));
        Assert.NotEqual(Hash(options), Hash(options with { FeatureTensor = "map" }));
    }

    [Fact]
    public void Add_TakenName_IsRefusedBeforeTheFileIsRead()
    {
        Installer.Add(SmallNetwork.Build().WriteTo(_folder), new() { Name = "mine" });

        var error = Assert.Throws<BackboneException>(() => Installer.Add("no such file", new() { Name = "mine" }));

        Assert.Contains("'mine' already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileWithoutContract_SaysHowToAddIt()
    {
        var stored = Store.Find(SmallNetwork.Build().WriteTo(_folder));

        var error = Assert.Throws<BackboneException>(() => Backbone.Load(stored));

        Assert.EndsWith(
            $"backbone add {stored.Path} --name NAME --preset imagenet|inception|caffe-bgr|zero-one.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"version":9,"input":{},"featureTensor":"row","featureCount":4,"source":"","licence":""}""")]
    [InlineData("""{"version":1,"input":{"width":0},"featureTensor":"row","featureCount":4,"source":"","licence":""}""")]
    public void Load_DamagedContract_SaysWhatToDo(string contract)
    {
        // ModelProto.metadata_props = 14 {key = 1, value = 2}.
        byte[] entry = [.. OriginalNetwork.Field(1, "mlpipeline.backbone"), .. OriginalNetwork.Field(2, contract)];
        byte[] file = [.. OnnxWriter.ToBytes(SmallNetwork.Build()), .. OriginalNetwork.Field(14, entry)];

        var error = Assert.Throws<BackboneException>(() => Backbone.Load(Store.Find(_folder.Write("damaged.onnx", file))));

        Assert.Contains("the metadata 'mlpipeline.backbone' cannot be used", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Add the network again with backbone add.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_PublishedNetwork_IsReadyToUseAndPulledOnce()
    {
        var content = File.ReadAllBytes(SmallNetwork.Build().WriteTo(_folder));
        await using var server = await FileServer.StartAsync((context, _) => FileServer.SendAsync(context, content));
        var entry = new BackboneCatalogEntry(
            "small",
            "small-v1.onnx",
            Convert.ToHexStringLower(SHA256.HashData(content)),
            content.Length,
            8,
            "NCHW",
            "zero-one",
            50,
            new Uri(server.Address, "small-v1.onnx"));

        var pulled = await Installer.PullAsync(entry, from: null, overwrite: false, progress: null, CancellationToken.None);
        Assert.Equal(pulled, await Installer.PullAsync(entry, from: null, overwrite: false, progress: null, CancellationToken.None));

        Assert.Single(server.Requests);
        var backbone = Backbone.Load(pulled);
        Assert.Equal(InputPreset.ZeroOne.Normalization, backbone.Input.Normalization);
        Assert.Equal(entry.Url.ToString(), backbone.Source);
        Assert.Equal(["small"], Store.List().Select(stored => stored.Name));
        Assert.True(File.Exists(Path.Combine(Store.DownloadFolder, "small-v1.onnx")));
    }
}
