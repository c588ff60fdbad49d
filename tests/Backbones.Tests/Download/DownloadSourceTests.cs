using System.Security.Cryptography;

namespace MLPipeline.Backbones.Tests;

/// <summary>What <c>--from</c> may say.</summary>
public sealed class DownloadSourceTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3, 4];
    private static readonly BackboneCatalogEntry Entry = new(
        "tiny",
        "tiny.onnx",
        Convert.ToHexStringLower(SHA256.HashData(Content)),
        Content.Length,
        32,
        "NCHW",
        "imagenet",
        0,
        new Uri("https://published.invalid/tiny.onnx"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "https://published.invalid/tiny.onnx")]
    [InlineData("https://mirror.example/models", "https://mirror.example/models/tiny.onnx")]
    [InlineData("https://mirror.example/models/", "https://mirror.example/models/tiny.onnx")]
    [InlineData("https://mirror.example:8443", "https://mirror.example:8443/tiny.onnx")]
    [InlineData("http://mirror.example/get/other-name.onnx?token=1", "http://mirror.example/get/other-name.onnx?token=1")]
    [InlineData("https://mirror.example/models?token=1", "https://mirror.example/models/tiny.onnx?token=1")]
    [InlineData("file:///models", "file:///models/tiny.onnx")]
    public void Resolve_BaseOrFullAddress_NamesTheFile(string? from, string expected)
        => Assert.Equal(new Uri(expected), DownloadSource.Resolve(Entry.File, from));

    [Theory]
    [InlineData("ftp://mirror.example/")]
    [InlineData("://")]
    public void Resolve_OtherScheme_ListsTheValidOnes(string from)
    {
        var error = Assert.Throws<DownloadException>(() => DownloadSource.Resolve(Entry.File, from));

        Assert.Contains("Valid: http://…, https://… or file://…, or the path of a folder or file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mirror with space", "tiny.onnx", "folder")]
    [InlineData("mirror", "tiny.onnx", "folder as address")]
    [InlineData("mirror", "renamed #1.onnx", "file")]
    public async Task Download_LocalMirror_IsCopied(string folder, string name, string kind)
    {
        var file = _folder.Write(Path.Combine(folder, name), Content);
        var parent = Path.GetDirectoryName(file)!;
        var from = kind switch { "file" => file, "folder" => parent, _ => new Uri(parent).AbsoluteUri };
        using var downloader = new BackboneDownloader();

        var path = await downloader.DownloadAsync(Entry, _folder.File("cache", "x")[..^2], from);

        Assert.Equal(Content, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Download_LocalMirrorWithoutTheFile_NamesIt()
    {
        using var downloader = new BackboneDownloader();

        var error = await Assert.ThrowsAsync<BackboneException>(
            () => downloader.DownloadAsync(Entry, _folder.Path, from: _folder.File("mirror", "x")[..^2]));

        Assert.Contains($"There is no {_folder.File("mirror", "tiny.onnx")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_LocalFileOfWrongSizeOrContent_IsRefused()
    {
        using var downloader = new BackboneDownloader();

        var size = await Assert.ThrowsAsync<BackboneException>(
            () => downloader.DownloadAsync(Entry, _folder.Path, _folder.Write("a.onnx", [1])));
        var hash = await Assert.ThrowsAsync<BackboneException>(
            () => downloader.DownloadAsync(Entry, _folder.Path, _folder.Write("b.onnx", [4, 3, 2, 1])));

        Assert.Contains("it has 1 bytes, expected 4", size.Message, StringComparison.Ordinal);
        Assert.Contains("expected " + Entry.Sha256, hash.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("tiny.onnx")));
    }
}
