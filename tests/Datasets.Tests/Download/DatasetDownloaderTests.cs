using System.Security.Cryptography;
using MLPipeline.Datasets.Tests.PixelSets;
using static MLPipeline.Datasets.Tests.SampleFiles;

namespace MLPipeline.Datasets.Tests.Download;

public sealed class DatasetDownloaderTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Files = new()
    {
        ["/data/train-images-idx3-ubyte.gz"] = PixelFiles.Gzip(PixelFiles.IdxImages(2)),
        ["/data/train-labels-idx1-ubyte.gz"] = PixelFiles.Gzip(PixelFiles.IdxLabels(1, 2)),
        ["/data/t10k-images-idx3-ubyte.gz"] = PixelFiles.Gzip(PixelFiles.IdxImages(1)),
        ["/data/t10k-labels-idx1-ubyte.gz"] = PixelFiles.Gzip(PixelFiles.IdxLabels(3)),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ListeningServer _server = new(Files);
    private readonly DatasetDownloader _downloader = new();

    public void Dispose()
    {
        _downloader.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fetch_BringsAllFiles_AndAsksNoSecondTime()
    {
        var set = SmallSet(new Uri(_server.Address, "data/"));
        var progress = new ListProgress();

        await _downloader.FetchAsync(set, _folder.Path, progress: progress);
        await _downloader.FetchAsync(set, _folder.Path);

        Assert.Equal(Files.Keys, _server.Requests);
        PixelFiles.AssertPixels(set.Read(_folder.Path, PixelPart.Train), 1, 2);
        PixelFiles.AssertPixels(set.Read(_folder.Path, PixelPart.Test), 3);
        Assert.Equal(set.Files.Select(file => (file.Name, file.Bytes)), progress.Events.Where(e => e.BytesReceived == e.TotalBytes).Select(e => (e.File, e.BytesReceived)).Distinct());
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Fetch_FromAMirror_OrAFolder_GoesThere()
    {
        var set = SmallSet(new Uri("http://no-such-host.invalid/"));
        await _downloader.FetchAsync(set, _folder.Path + "/one", from: new Uri(_server.Address, "data").ToString());
        await _downloader.FetchAsync(set, _folder.Path + "/two", from: _folder.Path + "/one/mnist");

        PixelFiles.AssertPixels(set.Read(_folder.Path + "/two", PixelPart.Test), 3);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_WhatIsThereInAnotherUsualPlace_NeedsNoRequest()
    {
        foreach (var (path, content) in Files)
            _folder.Write("MNIST/raw/" + Path.GetFileName(path), content);

        await _downloader.FetchAsync(SmallSet(_server.Address), _folder.Path);

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Fetch_WrongContent_LeavesNothing_AndNamesBothHashes()
    {
        var set = SmallSet(new Uri(_server.Address, "data/"));
        set = set with { Files = [set.Files[0] with { Sha256 = new string('0', 64) }] };

        var error = await Assert.ThrowsAsync<DatasetException>(() => _downloader.FetchAsync(set, _folder.Path));

        AssertFault([.. error.Faults], DatasetFaultKind.Download, "train-images-idx3-ubyte.gz", $"expected {new string('0', 64)}", "--from");
        Assert.Equal(["train-images-idx3-ubyte.gz.lock"], Directory.GetFiles(_folder.Path + "/mnist").Select(Path.GetFileName));
    }

    [Fact]
    public async Task Fetch_NotThere_SaysWhatTheServerAnswered()
    {
        var error = await Assert.ThrowsAsync<DatasetException>(() => _downloader.FetchAsync(SmallSet(_server.Address), _folder.Path));

        AssertFault([.. error.Faults], DatasetFaultKind.Download, "answered 404", "--from FOLDER", "MNIST needs train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz");
    }

    private static KnownPixelSet SmallSet(Uri address) => KnownPixelSets.Find("mnist") with
    {
        Files = [.. Files.Select(file => new PublishedFile(
            Path.GetFileName(file.Key), file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value)), new Uri(address, Path.GetFileName(file.Key))))],
    };

    private sealed class ListProgress : IProgress<DatasetDownloadProgress>
    {
        public List<DatasetDownloadProgress> Events { get; } = [];

        public void Report(DatasetDownloadProgress value) => Events.Add(value);
    }
}
