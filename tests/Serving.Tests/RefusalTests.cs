using System.Diagnostics;
using System.Net.Sockets;
using MLPipeline.Hosting;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Serving.Tests;

public sealed class RefusalTests
{
    [Fact]
    public async Task WhatIsNoRequest_Is400_AndSaysWhy()
    {
        await using var running = await RunningServer.StartAsync();
        async Task<string> Detail(HttpContent content, string address = "/predict") =>
            (await running.PostAsync(content, address)).Problem(400);
        Assert.Equal("Empty: there are no bytes.", await Detail(RunningServer.Raw([])));
        Words.Begin("Truncated: ", await Detail(RunningServer.Raw(SmallModel.Png[..^40])));
        Words.Begin("The body is no JSON: ", await Detail(RunningServer.Json("{\"images\": [")));
        Words.Begin("The body is no JSON: ", await Detail(RunningServer.Json("")));
        foreach (var text in (string[])["[]", "{}", "{\"images\": \"x\"}", "{\"images\": [1]}"])
        {
            Words.Begin("The JSON must be an object with a list", await Detail(RunningServer.Json(text)));
        }

        Assert.Equal("There are no images in the request.", await Detail(RunningServer.Json("{\"images\": []}")));
        Words.Contain("no usable boundary", await Detail(RunningServer.Raw([1], "multipart/form-data")));
        Words.Contain("it ends early", await Detail(RunningServer.Raw("--x\r\n\r\nabc"u8.ToArray(), "multipart/form-data; boundary=x")));
        foreach (var top in (string[])["0", "-1", "x", "1e3", ""])
        {
            var detail = await Detail(RunningServer.Raw(SmallModel.Png), $"/predict?top={top}");
            Assert.Equal("The parameter top must be a number from 1.", detail);
        }
    }

    [Fact]
    public async Task ImagesOfWhichNoneCanBeRead_AreAProblemThatNamesEach()
    {
        await using var running = await RunningServer.StartAsync();
        var answer = await running.PostAsync(RunningServer.Form(("a.png", "nothing"u8.ToArray()), ("b.png", SmallModel.Png[..^40])));
        Assert.Equal("None of the 2 images can be read.", answer.Problem(400));
        var images = answer.Json.GetProperty("images").EnumerateArray();
        Assert.Equal(["NotAnImage", "Truncated"], images.Select(image => image.GetProperty("fault").GetString()));
    }

    [Fact]
    public async Task WhatIsTooLarge_Is413()
    {
        await using var running = await RunningServer.StartAsync(options => options with
        {
            MaxBodyBytes = 200_000,
            MaxImages = 2,
            Engine = new PredictionEngineOptions { Batches = new BatchRunOptions { Decode = new DecodeOptions { MaxPixels = 1000 } } },
        });
        Words.Contain("more than 200,000 bytes", (await running.PostAsync(RunningServer.Raw(new byte[200_001]))).Problem(413));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = RunningServer.Raw(new byte[300_000]) };
        chunked.Headers.TransferEncodingChunked = true; // the length is not announced
        (await running.SendAsync(chunked)).Problem(413);
        var three = RunningServer.Form(("1", SmallModel.Png), ("2", SmallModel.Png), ("3", SmallModel.Png));
        Words.Contain("more than 2 images", (await running.PostAsync(three)).Problem(413));
        Words.Contain("more than 2 images", (await running.PostAsync(RunningServer.Json("{\"images\": [\"\", \"\", \"\"]}"))).Problem(413));
        var large = ImageEncoder.EncodePng(new RgbImage(40, 40, new byte[4800]));
        Words.Begin("TooManyPixels: ", (await running.PostAsync(RunningServer.Raw(large))).Problem(413));
        Assert.Equal(200, (await running.PostAsync(RunningServer.Raw(SmallModel.Png))).Status);
    }

    [Fact]
    public async Task WhatIsOfAnotherKind_Is415()
    {
        await using var running = await RunningServer.StartAsync();
        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/mixed; boundary=x", "video/mp4"])
        {
            Words.Begin("This Content-Type is not taken.", (await running.PostAsync(RunningServer.Raw(SmallModel.Png, type))).Problem(415));
        }

        Words.Begin("The request has no Content-Type.", (await running.PostAsync(new ByteArrayContent(SmallModel.Png))).Problem(415));
        var zipped = RunningServer.Raw(SmallModel.Png);
        zipped.Headers.ContentEncoding.Add("gzip");
        Words.Contain("without Content-Encoding", (await running.PostAsync(zipped)).Problem(415));
        Words.Begin("NotAnImage: ", (await running.PostAsync(RunningServer.Raw("text"u8.ToArray()))).Problem(415));
        var drawing = await running.PostAsync(RunningServer.Raw("<svg"u8.ToArray(), "image/svg+xml"));
        Words.Begin("UnsupportedFormat: Svg", drawing.Problem(415));
    }

    [Fact]
    public async Task Key_IsWanted_WhereItMatters()
    {
        const string key = "correct horse battery staple";
        await using var running = await RunningServer.StartAsync(options => options with { ApiKey = key.Replace(' ', '-') });
        async Task<int> Status(string address, string? header = null, string? value = null)
        {
            var isPost = address.EndsWith("predict", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, address);
            request.Content = isPost ? RunningServer.Raw(SmallModel.Png) : null;
            if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
            var answer = await running.SendAsync(request);
            if (answer.Status == 401)
            {
                answer.Problem(401);
                Assert.Equal("Bearer", answer.Response.Headers.WwwAuthenticate.ToString());
            }

            return answer.Status;
        }

        var right = key.Replace(' ', '-');
        foreach (var address in (string[])["/predict", "/models/flowers/predict", "/models", "/models/flowers"])
        {
            Assert.Equal(401, await Status(address));
            Assert.Equal(401, await Status(address, "Authorization", "Bearer " + right[..^1]));
            Assert.Equal(401, await Status(address, "Authorization", "Basic " + right));
            Assert.Equal(401, await Status(address, "X-Api-Key", right.ToUpperInvariant()));
            Assert.Equal(200, await Status(address, "Authorization", "Bearer " + right));
            Assert.Equal(200, await Status(address, "X-Api-Key", right));
        }

        foreach (var address in (string[])["/", "/health/live", "/health/ready", "/openapi.json"])
        {
            Assert.Equal(200, await Status(address));
        }
    }

    [Fact]
    public async Task TooManyRequests_Are503_AndSayWhenToComeAgain()
    {
        // A lonely prediction waits a second for others, which keeps the only place taken.
        await using var running = await RunningServer.StartAsync(options => options with
        {
            MicroBatches = new MicroBatchOptions { MaxDelay = TimeSpan.FromSeconds(1) },
            MaxConcurrentRequests = 1,
            MaxWaitingRequests = 1,
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => running.PostAsync(RunningServer.Raw(SmallModel.Png))));
        Assert.Equal([200, 200, 503, 503, 503], answers.Select(answer => answer.Status).Order());
        foreach (var refused in answers.Where(answer => answer.Status == 503))
        {
            Assert.Equal("Too many requests are waiting already. Try again later.", refused.Problem(503));
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Response.Headers.RetryAfter!.Delta);
        }
    }

    [Fact]
    public async Task TurnThatComesTooLate_Is503()
    {
        await using var running = await RunningServer.StartAsync(options => options with
        {
            MicroBatches = new MicroBatchOptions { MaxDelay = TimeSpan.FromSeconds(2) },
            MaxConcurrentRequests = 1,
            RequestTimeout = TimeSpan.FromSeconds(1),
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => running.PostAsync(RunningServer.Raw(SmallModel.Png))));
        Assert.Equal([200, 503], answers.Select(answer => answer.Status).Order()); // who has begun is finished
        Assert.Contains(answers, answer => answer.Text.Contains("did not come in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BodiesBeyondTheMemory_Are503_AndItIsGivenBack()
    {
        await using var running = await RunningServer.StartAsync(
            options => options with { MaxBodyBytes = 1 << 20, MaxBufferedBytes = 3 << 20 });
        for (var i = 0; i < 10; i++) // each takes 1 to 2 MiB; together they would take more than there is, were they not given back
        {
            (await running.PostAsync(RunningServer.Raw(new byte[1 << 20]))).Problem(415);
        }

        // Two bodies of 90,000 bytes take 131,072 each, the next power of two.
        await using var small = await RunningServer.StartAsync(
            options => options with { MaxBodyBytes = 100_000, MaxBufferedBytes = 200_000 });
        var other = HalfSent(small.Port);
        try
        {
            var began = Stopwatch.GetTimestamp();
            Answer answer;
            while ((answer = await small.PostAsync(RunningServer.Raw(new byte[90_000]))).Status == 415) // the other one has not arrived yet
            {
                Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 20);
                if (other.Available > 0) // or it came while this one was there, and was itself refused
                {
                    other.Dispose();
                    other = HalfSent(small.Port);
                }

                await Task.Delay(20);
            }

            Words.Contain("200,000 bytes, the most that they may", answer.Problem(503));
        }
        finally
        {
            other.Dispose();
        }

        var deadline = Stopwatch.GetTimestamp();
        while ((await small.PostAsync(RunningServer.Raw(new byte[90_000]))).Status != 415)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(deadline).TotalSeconds, 0, 20); // the other one has gone
        }
    }

    /// <summary>A request whose last bytes do not come.</summary>
    private static TcpClient HalfSent(int port)
    {
        var client = new TcpClient("127.0.0.1", port);
        var head = "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n"u8;
        client.GetStream().Write([.. head, .. new byte[80_000]]);
        return client;
    }

    [Fact]
    public async Task AddressesAndMethodsThatAreNone_Are404And405()
    {
        await using var running = await RunningServer.StartAsync();
        (await running.GetAsync("/etc/passwd")).Problem(404);
        Assert.Equal("There is no model of this name; GET /models lists them.", (await running.GetAsync("/models/roses")).Problem(404));
        (await running.PostAsync(RunningServer.Raw(SmallModel.Png), "/models/roses/predict")).Problem(404);
        var wrong = await running.GetAsync("/predict");
        Words.Begin("This method is not allowed here", wrong.Problem(405));
        Assert.Equal(["POST"], wrong.Response.Content.Headers.Allow);
        Assert.Equal(200, (await running.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/live"))).Status);
    }

    [Fact]
    public async Task Answers_TellNothingOfTheServer()
    {
        await using var running = await RunningServer.StartAsync();
        var refused = await running.PostAsync(RunningServer.Raw([1]));
        foreach (var answer in (Answer[])[await running.GetAsync("/"), await running.GetAsync("/x"), refused])
        {
            Assert.Empty(answer.Response.Headers.Server);
            Assert.Equal(["nosniff"], answer.Response.Headers.GetValues("X-Content-Type-Options"));
            Words.Lack("   at ", answer.Text);
            Words.Lack("MLPipeline", answer.Text);
        }
    }

    [Fact]
    public async Task WrongOptions_AreReportedAllAtOnce()
    {
        var options = new ImageServerOptions
        {
            Models = [new("a/b", "missing.onnx"), new("x", "missing.onnx"), new("x", "missing.onnx")],
            Urls = ["https://localhost:1", "http://unix:/tmp/x", "nonsense", "http://localhost:1/path"],
            ApiKey = "short",
            MaxBodyBytes = 0,
            MaxImages = 0,
            MaxConcurrentRequests = 0,
            MaxWaitingRequests = -1,
            MaxBufferedBytes = -1,
            MaxConnections = 0,
            RequestTimeout = TimeSpan.Zero,
            ShutdownDelay = TimeSpan.FromSeconds(-1),
            ShutdownTimeout = TimeSpan.FromDays(1),
            MicroBatches = new MicroBatchOptions { MaxBatchSize = 1 },
        };
        var error = await Assert.ThrowsAsync<ArgumentException>(() => ImageServer.StartAsync(options));
        foreach (var fault in (string[])
            [
                "A model is called 'a/b'; valid: up to 64", "There is no model file 'missing.onnx'.", "2 models are called 'x'",
                "'https://localhost:1' is not http", "'http://unix:/tmp/x' is none", "'nonsense' is none",
                "'http://localhost:1/path' is none", "The API key must have at least 16", "MaxBodyBytes is 0; valid: 1 to 1,073,741,824.",
                "MaxImages is 0", "MaxConcurrentRequests is 0", "MaxWaitingRequests is -1", "MaxBufferedBytes is -1",
                "MaxConnections is 0", "RequestTimeout is 0 s", "ShutdownDelay is -1 s", "ShutdownTimeout is 86400 s",
                "MicroBatches.MaxBatchSize is 1",
            ])
        {
            Words.Contain(fault, error.Message);
        }

        Words.Lack("short", error.Message); // the key is nobody's to read
    }
}
