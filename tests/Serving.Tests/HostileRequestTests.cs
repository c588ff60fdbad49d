using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace MLPipeline.Serving.Tests;

/// <summary>Clients that mean harm: each is refused, and the server goes on answering others.</summary>
public sealed class HostileRequestTests
{
    [Fact]
    public async Task HugeDeclaredDimensions_AreRefusedFromTheHeader()
    {
        await using var running = await RunningServer.StartAsync();
        var began = Stopwatch.GetTimestamp();
        foreach (var (width, height) in ((int, int)[])[(60_000, 60_000), (int.MaxValue, int.MaxValue), (1, int.MaxValue)])
        {
            var answer = await running.PostAsync(RunningServer.Raw(PngOf(width, height)));
            Assert.True(answer.Status is 413 or 400, answer.Text);
            answer.Problem(answer.Status);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 10);
        await RequireAnswersAsync(running);
    }

    [Fact]
    public async Task TenThousandParts_AreRefused()
    {
        await using var running = await RunningServer.StartAsync();
        var form = RunningServer.Form(Enumerable.Range(0, 10_000).Select(i => ($"{i}.png", SmallModel.Png[..20])));
        Words.Contain("more than 32 images", (await running.PostAsync(form)).Problem(413));
        await RequireAnswersAsync(running);
    }

    [Fact]
    public async Task DeepJson_IsRefused()
    {
        await using var running = await RunningServer.StartAsync();
        var deep = new string('[', 1_000_000);
        (await running.PostAsync(RunningServer.Json($"{{\"x\": {deep}"))).Problem(400);
        (await running.PostAsync(RunningServer.Json($"{{\"images\": {deep}"))).Problem(400);
        (await running.PostAsync(RunningServer.Json(deep))).Problem(400);
        await RequireAnswersAsync(running);
    }

    [Theory]
    [InlineData("/models/..%2f..%2fetc%2fpasswd")]
    [InlineData("/models/../../etc/passwd")]
    [InlineData("/models/%2e%2e%2f%2e%2e%2f")]
    [InlineData("/..%5c..%5cwindows")]
    [InlineData("/page.css/../../Serving.csproj")]
    [InlineData("//etc/passwd")]
    [InlineData("/models/%00")]
    public async Task PathsThatLeadElsewhere_LeadNowhere(string path)
    {
        await using var running = await RunningServer.StartAsync();
        var answer = await SendAsync(running.Port, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (404|400) ", answer);
        Words.Lack("root:", answer);
        await RequireAnswersAsync(running);
    }

    [Fact]
    public async Task FileNamesWithPathsAndControlCharacters_AreOnlyGivenBack()
    {
        await using var running = await RunningServer.StartAsync(options => options with { LogRequests = true });
        var form = RunningServer.Form(("../../../etc/passwd", SmallModel.Png), ("<script>.png", "x"u8.ToArray()));
        var answer = await running.PostAsync(form);
        var names = answer.Json.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("image").GetString());
        Assert.Equal(["../../../etc/passwd", "<script>.png"], names);
        Words.Lack("passwd", string.Join('\n', running.Log.Of(LogLevel.Information)));
    }

    [Fact]
    public async Task BodyThatEndsEarly_CostsNothing()
    {
        await using var running = await RunningServer.StartAsync(
            options => options with { MaxBodyBytes = 2 << 20, MaxBufferedBytes = 4 << 20 });
        for (var i = 0; i < 60; i++) // announces 1 MB each, and goes
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", running.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Head(1_000_000)));
            await client.GetStream().WriteAsync(new byte[100_000]);
        }

        // 60 times 131,072 bytes would be twice what there is; the last ones may take a moment to be missed.
        var began = Stopwatch.GetTimestamp();
        while ((await running.PostAsync(RunningServer.Raw(SmallModel.Png))).Status != 200)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
        }
    }

    [Fact]
    public async Task SlowBodies_EndIn408_AndKeepNobodyOut()
    {
        await using var running = await RunningServer.StartAsync(options => options with
        {
            RequestTimeout = TimeSpan.FromSeconds(2),
            MaxConcurrentRequests = 2,
            MaxWaitingRequests = 2,
        });
        var slow = Enumerable.Range(0, 20).Select(async _ =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", running.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(1_000_000)));
            var answer = new StreamReader(stream).ReadLineAsync();
            for (var sent = 0; !answer.IsCompleted && sent < 100; sent++) // ten bytes a second
            {
                await stream.WriteAsync(new byte[1]);
                await Task.Delay(100);
            }

            return await answer;
        }).ToArray();
        for (var i = 0; i < 10; i++)
        {
            await RequireAnswersAsync(running); // though ten times the places are asked for
        }

        Assert.All(await Task.WhenAll(slow), line => Assert.Equal("HTTP/1.1 408 Request Timeout", line));
    }

    [Fact]
    public async Task NonsenseOnTheWire_IsRefused()
    {
        await using var running = await RunningServer.StartAsync();
        Words.Begin("HTTP/1.1 400", await SendAsync(running.Port, "\0\0\0\r\n\r\n"));
        Words.Begin("HTTP/1.1 4", await SendAsync(running.Port, $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('x', 100_000)}\r\n\r\n"));
        var badChunk = Head(5).Replace("Content-Length: 5", "Transfer-Encoding: chunked", StringComparison.Ordinal) + "zz\r\n";
        Words.Begin("HTTP/1.1 400", await SendAsync(running.Port, badChunk));
        await RequireAnswersAsync(running);
    }

    private static async Task RequireAnswersAsync(RunningServer running)
    {
        var answer = await running.PostAsync(RunningServer.Raw(SmallModel.Png));
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static string Head(int length) =>
        $"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n";

    private static async Task<string> SendAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        try
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        }
        catch (IOException)
        {
            // the server has refused before the end, and its answer is there to be read
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        var count = await client.GetStream().ReadAsync(buffer, patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>A PNG that claims a size and has a few kilobytes of zeros, deflated, which inflate to a thousand times as much.</summary>
    private static byte[] PngOf(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n']);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[4_000_000]);
        foreach (var (name, data) in ((string, byte[])[])[("IHDR", header), ("IDAT", deflated.ToArray()), ("IEND", [])])
        {
            byte[] chunk = [.. Encoding.ASCII.GetBytes(name), .. data];
            var word = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
            file.Write(word);
            file.Write(chunk);
            BinaryPrimitives.WriteUInt32BigEndian(word, Crc32Of(chunk));
            file.Write(word);
        }

        return file.ToArray();
    }

    /// <summary>As in the PNG specification, annex D.</summary>
    private static uint Crc32Of(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
        }

        return ~sum;
    }
}
