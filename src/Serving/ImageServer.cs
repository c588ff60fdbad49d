using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MLPipeline.Hosting;

namespace MLPipeline.Serving;

/// <summary>
/// A web service that classifies images: routes, limits and shutdown as in docs/serving.md. It reads no configuration, environment or
/// files but the models, and installs no signal handlers. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// await using var server = await ImageServer.StartAsync(new ImageServerOptions { Models = [new("flowers", "flowers.onnx")] });
/// Console.WriteLine(server.Urls[0]);
/// await server.StopAsync();
/// </code>
/// </example>
public sealed class ImageServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ImageServerOptions _options;
    private readonly ServerState _state;

    private ImageServer(WebApplication application, ImageServerOptions options, ServerState state)
    {
        _application = application;
        _options = options;
        _state = state;
    }

    /// <summary>Where it listens, with the ports that were chosen.</summary>
    public IReadOnlyList<string> Urls => [.. _application.Urls];

    /// <summary>Whether only programs of this machine reach it.</summary>
    public bool IsLoopbackOnly => _options.Urls.All(ListeningAddress.IsLoopback);

    /// <summary>The models as they are now.</summary>
    public IReadOnlyList<PooledModel> Models => _application.Services.GetRequiredService<PredictionEnginePool>().Models;

    internal IServiceProvider Services => _application.Services;

    /// <summary>Loads the models, tries them, and begins to listen.</summary>
    /// <param name="options">What to serve and where.</param>
    /// <param name="log">Takes what the pool, the server (<c>MLPipeline.Serving</c>) and Kestrel say; null for nobody.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message has all faults.</exception>
    /// <exception cref="ModelUnavailableException">A file is no usable model.</exception>
    /// <exception cref="ServerAddressException">It cannot listen at an address.</exception>
    public static async Task<ImageServer> StartAsync(
        ImageServerOptions options, ILoggerProvider? log = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults().ToArray() is { Length: > 0 } faults)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        }

        var state = new ServerState();
        var server = new ImageServer(Build(options, state, log), options, state);
        try
        {
            await server._application.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidOperationException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new ServerAddressException(error.Message, error);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Says that it is not ready, waits for <see cref="ImageServerOptions.ShutdownDelay"/>, ends listening and finishes what is running.
    /// </summary>
    /// <returns>False when requests were cut off because <see cref="ImageServerOptions.ShutdownTimeout"/> had passed.</returns>
    public async Task<bool> StopAsync()
    {
        _state.IsStopping = true;
        await Task.Delay(_options.ShutdownDelay).ConfigureAwait(false);
        using var cut = new CancellationTokenSource();
        var stop = _application.StopAsync(cut.Token);
        try
        {
            await stop.WaitAsync(_options.ShutdownTimeout).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            var running = _state.ActiveRequests;
            await cut.CancelAsync().ConfigureAwait(false);
            await stop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return running == 0;
        }
    }

    /// <summary>Frees everything; without <see cref="StopAsync"/> before, requests in progress are cut off.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static WebApplication Build(ImageServerOptions options, ServerState state, ILoggerProvider? log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        var pool = builder.Services.AddPredictionEnginePool(PoolOptions(options));
        foreach (var model in options.Models)
        {
            pool.FromFile(model.Name, model.Path, options.WatchModels);
        }

        if (log is not null)
        {
            builder.Logging.AddProvider(log).AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start is the caller's exception
        }

        var application = builder.Build();
        foreach (var url in options.Urls)
        {
            application.Urls.Add(url);
        }

        ServerRoutes.Map(application, options, state);
        return application;
    }

    private static PredictionEnginePoolOptions PoolOptions(ImageServerOptions options) => new()
    {
        Engine = options.Engine,

        // The server's own line is the one that clients stand in; this one only has to hold whom that lets in.
        MicroBatches = options.MicroBatches is { } batches
            ? batches with { MaxQueueLength = Math.Max(batches.MaxQueueLength, options.RequestsAtOnce * options.ImagesAtOnce) }
            : null,
    };

    private static void Limit(KestrelServerOptions kestrel, ImageServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = null; // RequestBody has the limit; with this one, clients would see a broken connection, no 413
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
    }

    /// <summary>Starting and stopping is the caller's; the usual one would listen to signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
