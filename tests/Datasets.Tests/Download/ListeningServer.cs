using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MLPipeline.Datasets.Tests.Download;

/// <summary>A web server on 127.0.0.1 that answers each path from a table, and with 404 otherwise.</summary>
internal sealed class ListeningServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _files;

    public ListeningServer(Dictionary<string, byte[]> files)
    {
        _files = files;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = AnswerAsync();
    }

    public Uri Address { get; }

    /// <summary>Paths in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }

            var path = context.Request.Url!.AbsolutePath;
            Requests.Enqueue(path);
            if (_files.TryGetValue(path, out var content))
                await context.Response.OutputStream.WriteAsync(content);
            else
                context.Response.StatusCode = 404;

            context.Response.Close();
        }
    }
}
