using System.Net;
using System.Net.Http.Headers;

namespace MLPipeline;

/// <summary>One request for the missing part of a file: redirects, ranges and status codes, each with its consequence.</summary>
internal sealed class HttpTransfer(HttpClient client, TimeProvider time, TimeSpan stallTimeout)
{
    private const int MostRedirects = 10;

    /// <summary>Appends what is missing to <paramref name="partial"/>; begins anew where the server will not or cannot continue.</summary>
    /// <exception cref="InterruptedTransferException">Another request may succeed.</exception>
    /// <exception cref="DownloadException">Another request would fail in the same way.</exception>
    public async Task FetchAsync(
        Uri address, RemoteFile file, PartialFile partial, Action received, CancellationToken cancellation)
    {
        // The timer runs while the server is silent and starts afresh with every block.
        using var stall = new CancellationTokenSource(stallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            using var response = await SendAsync(address, partial, either.Token).ConfigureAwait(false);
            Prepare(response, address, file, partial);
            using var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            var buffer = new byte[1 << 17];
            int read;
            while ((read = await body.ReadAsync(buffer, either.Token).ConfigureAwait(false)) > 0)
            {
                stall.CancelAfter(stallTimeout);
                if (partial.Length + read > file.Bytes)
                {
                    partial.Restart(version: null);
                    throw WrongSize(address, file, $"more than {file.Bytes:N0}");
                }

                partial.Append(buffer.AsSpan(0, read));
                received();
            }
        }
        catch (HttpRequestException error)
        {
            throw error.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => new DownloadException(
                    $"The host '{address.Host}' was not found. Is this machine offline? {WayOut(file)}", error),
                HttpRequestError.SecureConnectionError => new DownloadException(
                    $"No secure connection to '{address.Host}': {error.InnerException?.Message ?? error.Message} {WayOut(file)}", error),
                _ => new InterruptedTransferException($"{address.Authority} did not answer: {error.Message}", error),
            };
        }
        catch (IOException error)
        {
            throw new InterruptedTransferException($"the connection was cut after {partial.Length:N0} of {file.Bytes:N0} bytes", error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new InterruptedTransferException($"{address.Authority} sent nothing for {stallTimeout.TotalSeconds:0} seconds", error);
        }

        if (partial.Length < file.Bytes)
        {
            throw new InterruptedTransferException($"the server ended after {partial.Length:N0} of {file.Bytes:N0} bytes");
        }
    }

    /// <summary>What the user can do when an address does not deliver.</summary>
    public static string WayOut(RemoteFile file)
        => $"Other ways: --from URL with a mirror (its base address or the file's own), or fetch {file.Address} on another machine and pass "
            + $"--from FOLDER with the folder that holds {file.Name}.";

    private async Task<HttpResponseMessage> SendAsync(Uri address, PartialFile partial, CancellationToken cancellation)
    {
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("MLPipeline", null));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            if (partial.Length > 0)
            {
                request.Headers.Range = new RangeHeaderValue(partial.Length, null);
                if (partial.Version is not null)
                {
                    request.Headers.TryAddWithoutValidation("If-Range", partial.Version);
                }
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return response;
            }

            using (response)
            {
                address = Follow(address, response.Headers.Location);
            }
        }

        throw new DownloadException($"{address} redirects more than {MostRedirects} times.");
    }

    private static Uri Follow(Uri address, Uri? location)
    {
        var next = location is null ? throw new DownloadException($"{address} redirects to nowhere.") : new Uri(address, location);
        var isAllowed = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttp);
        return isAllowed
            ? next
            : throw new DownloadException($"{address} redirects to {next}, which is less secure; the download was refused.");
    }

    /// <summary>
    /// Judges the status and the sizes before the first byte, and sets <paramref name="partial"/> to where the body begins.
    /// </summary>
    private static void Prepare(HttpResponseMessage response, Uri address, RemoteFile file, PartialFile partial)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { } range && range.From == partial.Length:
                ExpectSize(range.Length, address, file);
                partial.Join();
                break;
            case HttpStatusCode.OK:
                ExpectSize(response.Content.Headers.ContentLength, address, file);
                partial.Restart(VersionOf(response));
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                partial.Restart(version: null);
                throw new InterruptedTransferException("the server could not continue the earlier download, which begins anew");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new InterruptedTransferException(Answer(response, address), retryAfter: response.Headers.RetryAfter?.Delta);
            default:
                throw new DownloadException($"{Answer(response, address)}. {WayOut(file)}");
        }
    }

    private static string Answer(HttpResponseMessage response, Uri address)
        => $"{address} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();

    private static void ExpectSize(long? size, Uri address, RemoteFile file)
    {
        if (size is { } given && given != file.Bytes)
        {
            throw WrongSize(address, file, $"{given:N0}");
        }
    }

    private static DownloadException WrongSize(Uri address, RemoteFile file, string given)
        => new($"{address} is not {file.Name}: it has {given} bytes, expected {file.Bytes:N0}. {WayOut(file)}");

    // RFC 9110, 13.1.5: only a strong validator may stand in If-Range.
    private static string? VersionOf(HttpResponseMessage response)
        => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R", null);
}
