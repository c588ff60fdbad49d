namespace MLPipeline.Backbones.Tests;

public sealed class BackboneStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private BackboneStore Store => new(_folder.File("store", "x")[..^2], [_folder.File("bundled", "x")[..^2]]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_NewName_IsListedAndFoundByNameInAnyCaseAndByPath()
    {
        var added = Add("resnet_v1.5-a", 7);

        Assert.Equal([added], Store.List());
        Assert.Equal(added, Store.Find("ResNet_V1.5-A"));
        Assert.Equal(added.Path, Store.Find(added.Path).Path);
        Assert.Equal(3, added.Bytes);
    }

    [Fact]
    public void Add_TakenName_RefusesUnlessTold()
    {
        Add("net", 1);

        var error = Assert.Throws<BackboneException>(() => Add("NET", 2));
        Assert.Contains("'NET' already", error.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1], File.ReadAllBytes(Store.Find("net").Path));

        Store.Add("net", stream => stream.Write([2]), overwrite: true);
        Assert.Equal([2], File.ReadAllBytes(Store.Find("net").Path));
    }

    [Fact]
    public void Add_WriterFails_LeavesWhatWasThereAndNothingElse()
    {
        Add("net", 1);

        Assert.Throws<InvalidOperationException>(() => Store.Add(
            "net",
            stream =>
            {
                stream.WriteByte(9);
                throw new InvalidOperationException();
            },
            overwrite: true));

        Assert.Equal([1, 1, 1], File.ReadAllBytes(Assert.Single(Directory.GetFiles(Store.Folder))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../net")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".hidden")]
    [InlineData("-rf")]
    [InlineData("net.onnx")]
    [InlineData("net.")]
    [InlineData("net\n")]
    [InlineData("nét")]
    public void Add_InvalidName_NamesTheRule(string name)
    {
        var error = Assert.Throws<BackboneException>(() => Add(name, 1));

        Assert.Contains("1 to 64 letters, digits", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.onnx", SearchOption.AllDirectories));
    }

    [Fact]
    public void List_BundledBackbones_AreHiddenByTheUsersOfTheSameName()
    {
        _folder.Write(Path.Combine("bundled", "a.onnx"), "bundled");
        _folder.Write(Path.Combine("bundled", "b.onnx"), "bundled");
        Add("B", 1);

        Assert.Equal([("B", false), ("a", true)], Store.List().Select(backbone => (backbone.Name, backbone.IsBundled)));
    }

    [Fact]
    public void Find_UnknownName_ListsWhatIsThere()
    {
        Add("satellite", 1);

        var error = Assert.Throws<BackboneException>(() => Store.Find("satelite"));
        Assert.Equal(
            "There is no backbone and no file 'satelite'. Did you mean 'satellite'? Backbones here: satellite. "
            + "More come by backbone add FILE.onnx --name NAME or backbone pull NAME.",
            error.Message);
        Assert.EndsWith(
            "It can be downloaded: backbone pull resnet50.",
            Assert.Throws<BackboneException>(() => Store.Find("resnet50")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DefaultFolder_FollowsEnvironmentThenHome()
    {
        Assert.Equal(Path.Combine("home", "backbones"), BackboneStore.DefaultFolder("home", "data"));
        Assert.Equal(Path.Combine("data", "MLPipeline", "backbones"), BackboneStore.DefaultFolder(null, "data"));
        Assert.Contains(
            "MLPIPELINE_HOME",
            Assert.Throws<BackboneException>(() => BackboneStore.DefaultFolder("", "")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BundledFolders_InACheckout_HoldTheProjectsOwn()
        => Assert.Contains(Repository.PathOf("models", "backbones"), new BackboneStore(_folder.Path).BundledFolders);

    private StoredBackbone Add(string name, byte value) => Store.Add(name, stream => stream.Write([value, value, value]));
}
