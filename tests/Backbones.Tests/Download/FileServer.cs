using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace MLPipeline.Backbones.Tests;

/// <summary>A web server on 127.0.0.1 whose answers a test writes; it records what was asked.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private int _count;

    private FileServer(WebApplication application) => _application = application;

    public sealed record RecordedRequest(string Path, string Range, string IfRange);

    /// <summary>Requests in order of arrival.</summary>
    public RecordedRequest[] Requests => [.. _requests];

    public Uri Address => new(_application.Urls.Single());

    /// <param name="answer">Answers a request, given its number: 1 is the first one.</param>
    /// <param name="certificate">Makes the server speak https.</param>
    public static async Task<FileServer> StartAsync(Func<HttpContext, int, Task> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls([]).ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            }));
        var server = new FileServer(builder.Build());
        server._application.Run(async context =>
        {
            var headers = context.Request.Headers;
            server._requests.Enqueue(new(context.Request.Path, headers.Range.ToString(), headers.IfRange.ToString()));
            await answer(context, Interlocked.Increment(ref server._count));
        });
        await server._application.StartAsync();
        return server;
    }

    /// <summary>The whole file, or the part asked for: ASP.NET's own reading of Range and If-Range.</summary>
    public static Task SendAsync(HttpContext context, byte[] content, string? tag = null)
    {
        var entityTag = tag is null ? null : new EntityTagHeaderValue($"\"{tag}\"");
        return Results.Bytes(content, enableRangeProcessing: true, entityTag: entityTag).ExecuteAsync(context);
    }

    /// <summary>Promises the whole file, sends its first <paramref name="count"/> bytes, and waits for <paramref name="then"/>.</summary>
    public static async Task SendBeginningAsync(HttpContext context, byte[] content, int count, Task then, string? tag = null)
    {
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = tag is null ? default : (Microsoft.Extensions.Primitives.StringValues)$"\"{tag}\"";
        await context.Response.Body.WriteAsync(content.AsMemory(0, count));
        await context.Response.Body.FlushAsync();
        await then.WaitAsync(context.RequestAborted);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
