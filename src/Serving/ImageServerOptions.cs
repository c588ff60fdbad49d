using System.Globalization;
using System.Text.RegularExpressions;
using MLPipeline.Hosting;
using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Serving;

/// <summary>What an <see cref="ImageServer"/> serves, where, and what it takes from a client. Immutable; checked when it starts.</summary>
public sealed partial record ImageServerOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>At least one; the first is the one that <c>/predict</c> asks.</summary>
    public required IReadOnlyList<ServedFile> Models { get; init; }

    /// <summary>
    /// Where to listen: <c>http://HOST:PORT</c> each, a port of 0 for any free one. Default http://127.0.0.1:5080, which only programs of
    /// the same machine can reach. TLS is the work of the proxy in front.
    /// </summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>
    /// Device, threads and limits of images. By default one thread computes a prediction, the most answers per second with many callers,
    /// and images have at most 50 million pixels.
    /// </summary>
    public PredictionEngineOptions Engine { get; init; } = new()
    {
        ThreadsPerRun = 1,
        Batches = new BatchRunOptions { Decode = new DecodeOptions { MaxPixels = 50_000_000 } },
    };

    /// <summary>Computes images of different requests together; null (the default) for each alone.</summary>
    public MicroBatchOptions? MicroBatches { get; init; }

    /// <summary>Whether a model file that changes is taken into service. Default true.</summary>
    public bool WatchModels { get; init; } = true;

    /// <summary>
    /// What clients have to know, at least 16 visible characters of ASCII; null (the default) lets everybody in. Health, page and OpenAPI
    /// document need none.
    /// </summary>
    public string? ApiKey { get; init; }

    /// <summary>Bytes of a request's body at the most. Default 32 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>Images in a request at the most. Default 32.</summary>
    public int MaxImages { get; init; } = 32;

    /// <summary>
    /// Requests that are predicted at once; others wait. Null (the default) for two for each core, or two batches with
    /// <see cref="MicroBatches"/> where that is more. A request counts from the moment when its body has arrived, so that slow clients
    /// keep nobody from being served.
    /// </summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Requests that may wait for that; one more is answered 503. 0 for none, default 64.</summary>
    public int MaxWaitingRequests { get; init; } = 64;

    /// <summary>
    /// Bytes of all bodies in memory together, at least twice <see cref="MaxBodyBytes"/>, since memory is taken in powers of two; a request
    /// that exceeds them is answered 503. Default 512 MiB.
    /// </summary>
    public long MaxBufferedBytes { get; init; } = 512 << 20;

    /// <summary>Connections at once; more are closed without an answer. Default 1,000.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>How long a request may take until its prediction begins: its body, then its wait. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Between readiness going off and the end of listening, for load balancers that ask only now and then. Default 0.
    /// </summary>
    public TimeSpan ShutdownDelay { get; init; }

    /// <summary>How long running requests may go on when the server is stopped. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether every request is a line of the log. Default false.</summary>
    public bool LogRequests { get; init; }

    internal int RequestsAtOnce => MaxConcurrentRequests ?? Math.Max(2 * Environment.ProcessorCount, 2 * (MicroBatches?.MaxBatchSize ?? 0));

    /// <summary>Images of one request that are decoded at once.</summary>
    internal int ImagesAtOnce => Math.Max(Environment.ProcessorCount, MicroBatches?.MaxBatchSize ?? 0);

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Models.Count == 0) yield return "There is no model to serve.";
        foreach (var model in Models)
        {
            if (!NamePattern().IsMatch(model.Name))
            {
                yield return $"A model is called '{model.Name}'; valid: up to 64 ASCII letters, digits, '.', '-' and '_', "
                    + "a letter or digit first. NAME=FILE gives it another name.";
            }

            if (!File.Exists(model.Path)) yield return $"There is no model file '{model.Path}'.";
        }

        foreach (var same in Models.GroupBy(model => model.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"{same.Count()} models are called '{same.Key}'; each needs a name of its own.";
        }

        if (Urls.Count == 0) yield return "There is no address to listen at.";
        foreach (var fault in Urls.Select(ListeningAddress.FaultOf).OfType<string>()) yield return fault;
        foreach (var fault in new PredictionEnginePoolOptions { Engine = Engine, MicroBatches = MicroBatches }.Faults()) yield return fault;
        if (ApiKey is not null && (ApiKey.Length < 16 || ApiKey.Any(letter => letter is <= ' ' or > '~')))
        {
            yield return "The API key must have at least 16 characters, visible ones of ASCII only."; // the key itself is not for messages
        }

        if (MaxBodyBytes < 1 || MaxBodyBytes > 1 << 30) yield return OutOfRange(nameof(MaxBodyBytes), MaxBodyBytes, "1 to 1,073,741,824");
        if (MaxImages is < 1 or > 10_000) yield return OutOfRange(nameof(MaxImages), MaxImages, "1 to 10,000");
        if (MaxConcurrentRequests < 1) yield return OutOfRange(nameof(MaxConcurrentRequests), MaxConcurrentRequests.Value, "1 or more");
        if (MaxWaitingRequests < 0) yield return OutOfRange(nameof(MaxWaitingRequests), MaxWaitingRequests, "0 or more");
        if (MaxBufferedBytes < 2 * MaxBodyBytes)
        {
            yield return OutOfRange(nameof(MaxBufferedBytes), MaxBufferedBytes, "twice MaxBodyBytes or more");
        }

        if (MaxConnections < 1) yield return OutOfRange(nameof(MaxConnections), MaxConnections, "1 or more");
        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > Longest) yield return OutOfRange(nameof(RequestTimeout), RequestTimeout);
        if (ShutdownDelay < TimeSpan.Zero || ShutdownDelay > Longest) yield return OutOfRange(nameof(ShutdownDelay), ShutdownDelay);
        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > Longest) yield return OutOfRange(nameof(ShutdownTimeout), ShutdownTimeout);
    }

    private static string OutOfRange(string name, long value, string valid) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {value:N0}; valid: {valid}.");

    private static string OutOfRange(string name, TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {value.TotalSeconds:0.###} s; valid: up to an hour.");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex NamePattern();
}
