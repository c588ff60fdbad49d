namespace MLPipeline.Backbones.Tests;

public class BackboneCatalogTests
{
    [Fact]
    public void Entries_OfTheTable_AreUsable()
    {
        Assert.Equal(13, BackboneCatalog.Entries.Count);
        Assert.All(BackboneCatalog.Entries, entry =>
        {
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.EndsWith("/" + entry.FileName, entry.Url.AbsolutePath, StringComparison.Ordinal);
            Assert.Equal(Uri.UriSchemeHttps, entry.Url.Scheme);
            Assert.InRange(entry.Bytes, 1_000_000, 2_000_000_000);
            Assert.True(BackboneName.IsValid(entry.Name));
            Assert.Contains(entry.Layout, new[] { "NCHW", "NHWC" });
        });
        Assert.Equal(13, BackboneCatalog.Entries.Select(entry => entry.Sha256).Distinct().Count());
    }

    [Fact]
    public void Find_OtherCase_GivesTheRow()
    {
        var entry = BackboneCatalog.Find("ResNet50");

        Assert.Equal(("resnet50-v1-12.onnx", 102_576_593L, 224, 74.97), (entry.FileName, entry.Bytes, entry.InputSize, entry.ImageNetTop1));
    }

    [Fact]
    public void Find_UnknownName_ListsTheNamesAndTheNearest()
    {
        var error = Assert.Throws<BackboneException>(() => BackboneCatalog.Find("resnet5O"));

        Assert.StartsWith(
            "There is no network 'resnet5O' to pull. Did you mean 'resnet50'? Valid names: resnet18, resnet34, resnet50,",
            error.Message,
            StringComparison.Ordinal);
    }
}
