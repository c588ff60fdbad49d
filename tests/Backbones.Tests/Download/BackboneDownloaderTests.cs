using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using static MLPipeline.Backbones.Tests.FileServer;

namespace MLPipeline.Backbones.Tests;

/// <summary>What a server may do to a download, and what must come of it.</summary>
public sealed class BackboneDownloaderTests : IDisposable
{
    private const int Size = 1_000_000;
    private const int Part = 400_000;

    private static readonly byte[] Content = Bytes(seed: 1);
    private static readonly byte[] OtherContent = Bytes(seed: 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Download_WholeFile_ReportsProgressAndAsksNoSecondTime()
    {
        await using var server = await StartAsync((context, _) => SendAsync(context, Content));
        var progress = new ProgressRecord();

        var path = await PullAsync(server, progress: progress);
        Assert.Equal(path, await PullAsync(server));

        Assert.Equal(Path.Combine(_folder.Path, "tiny.onnx"), path);
        AssertWhole(path);
        Assert.Single(server.Requests);
        var received = progress.Events.Select(step => step.BytesReceived).ToArray();
        Assert.Equal(received.Order(), received);
        Assert.Equal(new BackboneDownloadProgress("tiny", BackboneDownloadPhase.Done, Size, Size), progress.Events.Last());
    }

    [Fact]
    public async Task Download_ConnectionCut_ContinuesWhereItStopped()
    {
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync(
            (context, number) => number == 1 ? CutAsync(context, Content, progress, "v1") : SendAsync(context, Content, "v1"));

        AssertWhole(await PullAsync(server, progress: progress));

        Assert.Equal(("bytes=400000-", "\"v1\""), (server.Requests[1].Range, server.Requests[1].IfRange));
        var retry = Assert.Single(progress.Events, step => step.Phase == BackboneDownloadPhase.Retrying);
        Assert.Equal("the connection was cut after 400,000 of 1,000,000 bytes; trying again in 1 seconds", retry.Detail);
    }

    [Fact]
    public async Task Download_ServerIgnoresRange_BeginsAnew()
    {
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync((context, number) => number == 1
            ? CutAsync(context, Content, progress)
            : context.Response.Body.WriteAsync(Content).AsTask());

        AssertWhole(await PullAsync(server, progress: progress));
    }

    [Fact]
    public async Task Download_FileChangedBetweenParts_JoinsNothing()
    {
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync((context, number) =>
            number == 1 ? CutAsync(context, OtherContent, progress, "old") : SendAsync(context, Content, "new"));

        AssertWhole(await PullAsync(server, progress: progress));

        Assert.Equal(2, server.Requests.Length);
    }

    [Fact]
    public async Task Download_FileChangedBetweenPartsUnnoticed_FetchesItOnceMoreInOnePiece()
    {
        // Without an ETag the second part fits in length only; the hash of the whole tells.
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync(
            (context, number) => number == 1 ? CutAsync(context, OtherContent, progress) : SendAsync(context, Content));

        AssertWhole(await PullAsync(server, progress: progress));

        Assert.Equal(["", "bytes=400000-", ""], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Download_WrongHash_NamesBothHashesAndLeavesNothing()
    {
        await using var server = await StartAsync((context, _) => SendAsync(context, OtherContent));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.Contains(
            $"its SHA-256 is {Hash(OtherContent)}, expected {Hash(Content)}. The file was deleted.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal(["tiny.onnx.lock"], Files());
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Size - 1)]
    [InlineData(Size + 1)]
    public async Task Download_WrongSize_IsRefusedBeforeTheFirstByte(int size)
    {
        await using var server = await StartAsync((context, _) => SendAsync(context, new byte[size]));
        var progress = new ProgressRecord();

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server, progress: progress));

        Assert.Contains($"it has {size:N0} bytes, expected 1,000,000.", error.Message, StringComparison.Ordinal);
        Assert.Empty(progress.Events);
    }

    [Fact]
    public async Task Download_EndlessBodyWithoutLength_StopsAtTheExpectedSize()
    {
        await using var server = await StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(Content, context.RequestAborted);
            }
        });

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.Contains("it has more than 1,000,000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Redirects_AreFollowed()
    {
        await using var server = await StartAsync((context, _) => context.Request.Path.Value switch
        {
            "/tiny.onnx" => Redirect(context, "/elsewhere/1"),
            "/elsewhere/1" => Redirect(context, $"http://{context.Request.Host}/elsewhere/2"),
            _ => SendAsync(context, Content),
        });

        AssertWhole(await PullAsync(server));
    }

    [Fact]
    public async Task Download_RedirectLoop_Ends()
    {
        await using var server = await StartAsync((context, _) => Redirect(context, "/tiny.onnx"));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.EndsWith("redirects more than 10 times.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_RedirectFromHttpsToHttp_IsRefused()
    {
        using var certificate = SelfSigned.Certificate();
        await using var server = await StartAsync((context, _) => Redirect(context, "http://127.0.0.1/tiny.onnx"), certificate);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => certificate.Equals(presented);
        using var client = new HttpClient(handler);
        using var downloader = new BackboneDownloader(client);

        var error = await Assert.ThrowsAsync<BackboneException>(() => downloader.DownloadAsync(Entry(server.Address), _folder.Path));

        Assert.EndsWith(
            "redirects to http://127.0.0.1/tiny.onnx, which is less secure; the download was refused.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_UntrustedCertificate_IsRefusedAtOnce()
    {
        using var certificate = SelfSigned.Certificate();
        await using var server = await StartAsync((context, _) => SendAsync(context, Content), certificate);

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.StartsWith("No secure connection to '127.0.0.1': ", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(403, "Forbidden")]
    public async Task Download_Refused_SaysSoOnceAndNamesTheMirrorSwitch(int status, string reason)
    {
        await using var server = await StartAsync((context, _) => Status(context, status));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.StartsWith(
            $"{server.Address}tiny.onnx answered {status} {reason}. Other ways: --from URL", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Download_ServerInTrouble_IsAskedAgain(int status)
    {
        await using var server = await StartAsync((context, number) => number <= 2 ? Status(context, status) : SendAsync(context, Content));

        AssertWhole(await PullAsync(server));
    }

    [Fact]
    public async Task Download_ServerAsksForPatience_IsObeyed()
    {
        await using var server = await StartAsync((context, number) =>
        {
            context.Response.Headers.RetryAfter = "7";
            return number == 1 ? Status(context, 503) : SendAsync(context, Content);
        });
        var progress = new ProgressRecord();

        AssertWhole(await PullAsync(server, progress: progress));

        Assert.EndsWith("trying again in 7 seconds", progress.Events.First().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_EndlessTrouble_GivesUpAndSaysHowOften()
    {
        await using var server = await StartAsync((context, _) => Status(context, 502));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.Equal(6, server.Requests.Length);
        Assert.Contains("could not be downloaded in 6 attempts", error.Message, StringComparison.Ordinal);
        Assert.Contains("answered 502 Bad Gateway", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_SilentServer_CountsAsCut()
    {
        // 500 s on the quick clock: half a second of silence.
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync((context, number) => number == 1
            ? SendBeginningAsync(context, Content, Part, Task.Delay(Timeout.Infinite, context.RequestAborted))
            : SendAsync(context, Content));

        AssertWhole(await PullAsync(server, progress: progress, options: new() { StallTimeout = TimeSpan.FromSeconds(500) }));

        Assert.Contains(progress.Events, step => step.Detail.Contains("sent nothing for 500 seconds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_Cancelled_KeepsThePartAndTheNextOneContinues()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressRecord(Part);
        await using var server = await StartAsync((context, number) => number == 1
            ? SendBeginningAsync(context, Content, Part, Task.Delay(Timeout.Infinite, context.RequestAborted), "v1")
            : SendAsync(context, Content, "v1"));

        var pull = PullAsync(server, progress: progress, cancellation: cancellation.Token);
        await progress.Arrived;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Equal(Part, new FileInfo(_folder.File("tiny.onnx.partial")).Length);

        AssertWhole(await PullAsync(server));
        Assert.Equal(("bytes=400000-", "\"v1\""), (server.Requests[1].Range, server.Requests[1].IfRange));
    }

    [Fact]
    public async Task Download_TwoAtOnce_FetchOnceAndAgree()
    {
        var waiting = new ProgressRecord();
        var isWaiting = new TaskCompletionSource();
        await using var server = await StartAsync(async (context, _) =>
        {
            await isWaiting.Task;
            await SendAsync(context, Content);
        });

        var first = PullAsync(server);
        while (server.Requests.Length == 0)
        {
            await Task.Delay(5);
        }

        var second = PullAsync(server, progress: waiting);
        while (waiting.Events.IsEmpty)
        {
            await Task.Delay(5);
        }

        isWaiting.SetResult();
        Assert.Equal(await first, await second);
        AssertWhole(await first);
        Assert.Equal([BackboneDownloadPhase.Waiting, BackboneDownloadPhase.Done], waiting.Events.Select(step => step.Phase));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Size + 5, 1)]
    [InlineData(Size, 1)]
    [InlineData(Size / 2, 2)]
    public async Task Download_ForeignPartialFile_DoesNotSpoilTheResult(int length, int requests)
    {
        _folder.Write("tiny.onnx.partial", new byte[length]);
        await using var server = await StartAsync((context, _) => SendAsync(context, Content));

        AssertWhole(await PullAsync(server));

        Assert.Equal(requests, server.Requests.Length);
    }

    [Fact]
    public async Task Download_WholePartialFile_NeedsNoRequest()
    {
        _folder.Write("tiny.onnx.partial", Content);
        await using var server = await StartAsync((context, _) => Status(context, 500));

        AssertWhole(await PullAsync(server));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Download_SpoiltFileInTheCache_IsReplaced()
    {
        _folder.Write("tiny.onnx", OtherContent);
        await using var server = await StartAsync((context, _) => SendAsync(context, Content));

        AssertWhole(await PullAsync(server));
    }

    [Fact]
    public async Task Download_NobodyListens_SaysWhatToDo()
    {
        var server = await StartAsync((context, _) => Task.CompletedTask);
        var address = server.Address;
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(Entry(address), options: new() { Attempts = 2 }));

        Assert.Contains("in 2 attempts; at last 127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.Contains("--from", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_UnknownHost_AsksWhetherTheMachineIsOffline()
    {
        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(Entry(new Uri("http://no-such-host.invalid/"))));

        Assert.StartsWith(
            "The host 'no-such-host.invalid' was not found. Is this machine offline? Other ways: --from URL",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_PlaceCannotBeWritten_SaysWhatToDo()
    {
        Directory.CreateDirectory(_folder.File("tiny.onnx.partial"));
        await using var server = await StartAsync((context, _) => SendAsync(context, Content));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(server));

        Assert.Contains("tiny.onnx.partial cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("MLPIPELINE_HOME", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_MoreThanTheDiskHolds_IsRefusedBeforeTheRequest()
    {
        await using var server = await StartAsync((context, _) => SendAsync(context, Content));

        var error = await Assert.ThrowsAsync<BackboneException>(() => PullAsync(Entry(server.Address) with { Bytes = long.MaxValue }));

        Assert.Contains("9,223,372,036,854,775,807 are needed", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var options = new BackboneDownloadOptions { Attempts = 0, FirstDelay = TimeSpan.FromMinutes(1), StallTimeout = TimeSpan.Zero };

        var error = Assert.Throws<BackboneException>(() => new BackboneDownloader(options: options));

        Assert.Equal(
            [
                "Attempts is 0; it must be at least 1.",
                "LongestDelay is 00:00:30; it must be at least FirstDelay (00:01:00).",
                "StallTimeout is 00:00:00; it must be positive.",
            ],
            error.Message.Split('\n'));
    }

    private static async Task CutAsync(HttpContext context, byte[] content, ProgressRecord client, string? tag = null)
    {
        await SendBeginningAsync(context, content, Part, client.Arrived, tag);
        context.Abort();
    }

    private static Task Redirect(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static BackboneCatalogEntry Entry(Uri server)
        => new("tiny", "tiny.onnx", Hash(Content), Size, 32, "NCHW", "imagenet", 0, new Uri(server, "/tiny.onnx"));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Bytes(int seed)
    {
        var bytes = new byte[Size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Task<string> PullAsync(
        FileServer server,
        IProgress<BackboneDownloadProgress>? progress = null,
        BackboneDownloadOptions? options = null,
        CancellationToken cancellation = default)
        => PullAsync(Entry(server.Address), progress, options, cancellation);

    private async Task<string> PullAsync(
        BackboneCatalogEntry entry,
        IProgress<BackboneDownloadProgress>? progress = null,
        BackboneDownloadOptions? options = null,
        CancellationToken cancellation = default)
    {
        // An hour on the quick clock is 3.6 seconds: no test but the one about silence may meet it.
        using var downloader = new BackboneDownloader(
            options: options ?? new() { StallTimeout = TimeSpan.FromHours(4) }, time: new QuickTime());
        return await downloader.DownloadAsync(entry, _folder.Path, from: null, progress, cancellation);
    }

    private void AssertWhole(string path)
    {
        Assert.Equal(Hash(Content), Hash(File.ReadAllBytes(path)));
        Assert.Equal(["tiny.onnx", "tiny.onnx.lock"], Files());
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
}
