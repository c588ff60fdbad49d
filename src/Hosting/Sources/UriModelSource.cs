using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace MLPipeline.Hosting;

/// <summary>
/// A model on a web server, asked for regularly. With an entity tag or a trustworthy date the server sends it only when it has changed;
/// without one it is sent every time and known by its hash.
/// </summary>
internal sealed class UriModelSource : ModelSource
{
    // RFC 9110, 8.8.2.2: a date is a strong validator only when it is a minute before that of the answer; two changes may share a second.
    private static readonly TimeSpan TrustworthyAge = TimeSpan.FromMinutes(1);

    private readonly Uri _uri;
    private readonly TimeSpan _period;
    private readonly PredictionEnginePoolOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private EntityTagHeaderValue? _tag;
    private DateTimeOffset? _modified;
    private string? _version;

    public UriModelSource(Uri uri, TimeSpan period, PredictionEnginePoolOptions options, TimeProvider time)
    {
        _uri = uri;
        _period = period;
        _options = options;
        _time = time;
        _client = options.HttpClient ?? OwnClient();
    }

    public override string Place => _uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public override bool IsWatched => true;

    public override bool MustBeThereAtStart => false;

    public override Task WaitAsync(CancellationToken stop) => Task.Delay(_period, _time, stop);

    public override async Task<ModelContent?> ReadAsync(bool always, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.DownloadTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await DownloadAsync(always, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{Place}' was not downloaded within {_options.DownloadTimeout.TotalSeconds:0.#} s (DownloadTimeout)."),
                error);
        }
        catch (Exception error) when (error is HttpRequestException { StatusCode: null } or IOException or UriFormatException)
        {
            throw new HttpRequestException($"'{Place}' could not be downloaded: {error.GetBaseException().Message}", error);
        }
    }

    public override void Dispose()
    {
        if (_options.HttpClient is null)
        {
            _client.Dispose();
        }
    }

    private async Task<ModelContent?> DownloadAsync(bool always, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _uri);
        if (!always && _tag is not null)
        {
            request.Headers.IfNoneMatch.Add(_tag);
        }
        else if (!always)
        {
            request.Headers.IfModifiedSince = _modified;
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotModified && !always)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException(
                $"'{Place}' answered {(int)response.StatusCode} {response.ReasonPhrase} instead of a model.", null, response.StatusCode);
        }

        var content = ModelContent.Of(await BodyAsync(response, cancellation).ConfigureAwait(false));
        _tag = response.Headers.ETag;
        var modified = response.Content.Headers.LastModified;
        _modified = response.Headers.Date - modified >= TrustworthyAge ? modified : null;
        var isOther = always || content.Version != _version;
        _version = content.Version;
        return isOther ? content : null;
    }

    private async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var isTooLong = response.Content.Headers.ContentLength > _options.MaxModelBytes;
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return (isTooLong ? null : await LimitedReading.ReadAsync(body, _options.MaxModelBytes, cancellation).ConfigureAwait(false))
            ?? throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{Place}' sends more than the {_options.MaxModelBytes:N0} bytes that are accepted (MaxModelBytes)."));
    }

    // A pooled connection would keep to a server that its name no longer stands for.
    private static HttpClient OwnClient() =>
        new(new SocketsHttpHandler { MaxAutomaticRedirections = 5, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
