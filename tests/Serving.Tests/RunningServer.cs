using System.Net.Http.Headers;
using System.Text.Json;

namespace MLPipeline.Serving.Tests;

/// <summary>A server on a free loopback port with the first version of the small model, a client, and the log.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private RunningServer(TemporaryFolder folder, ImageServer server, LogLines log)
    {
        _folder = folder;
        Server = server;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(server.Urls[0]), Timeout = TimeSpan.FromSeconds(60) };
    }

    public ImageServer Server { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; }

    public string ModelPath => _folder.File("model.onnx");

    public int Port => Client.BaseAddress!.Port;

    public static async Task<RunningServer> StartAsync(Func<ImageServerOptions, ImageServerOptions>? change = null)
    {
        var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", new SmallModel(1).ToBytes());
        var options = new ImageServerOptions { Models = [new("flowers", path)], Urls = ["http://127.0.0.1:0"] };
        var log = new LogLines();
        return new RunningServer(folder, await ImageServer.StartAsync(change?.Invoke(options) ?? options, log), log);
    }

    public static HttpContent Raw(byte[] image, string type = "image/png")
    {
        var content = new ByteArrayContent(image);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    public static HttpContent Form(params IEnumerable<(string Name, byte[] Image)> images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, image) in images) form.Add(Raw(image), "image", name);
        return form;
    }

    public static HttpContent Json(string text) => new StringContent(text, System.Text.Encoding.UTF8, "application/json");

    public Task<Answer> PostAsync(HttpContent content, string address = "/predict") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = content });

    public Task<Answer> GetAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response, text);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>An answer of the server.</summary>
internal sealed record Answer(int Status, string? Type, HttpResponseMessage Response, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The detail of a problem document; the test fails when it is none of this status.</summary>
    public string Problem(int status)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", Type);
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        return Json.GetProperty("detail").GetString()!;
    }
}
