using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MLPipeline.Hosting.Tests;

/// <summary>A web server on this machine that answers as a test wants at the moment.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ModelServer(WebApplication application) => _application = application;

    /// <summary>Its answer to every request but those below <c>/file</c>.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => Task.CompletedTask;

    /// <summary>Status codes that were sent.</summary>
    public ConcurrentQueue<int> Sent { get; } = new();

    public string Address => _application.Urls.Single() + "/model.onnx";

    public static async Task<ModelServer> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        var server = new ModelServer(builder.Build());
        server._application.Run(async context =>
        {
            await server.Answer(context);
            server.Sent.Enqueue(context.Response.StatusCode);
        });
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Sends a model in full every time.</summary>
    public void Gives(SmallModel model)
    {
        var bytes = model.ToBytes();
        Answer = context => context.Response.Body.WriteAsync(bytes).AsTask();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
