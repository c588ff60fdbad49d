using System.Globalization;
using MLPipeline.Inference;

namespace MLPipeline.Hosting;

/// <summary>
/// How a <see cref="PredictionEnginePool"/> loads its models and looks for new ones. Immutable; checked when the host starts.
/// </summary>
public sealed record PredictionEnginePoolOptions
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue); // of semaphores; other timers take more

    /// <summary>
    /// Device, threads and limits of every engine, and what is known of models that do not carry this project's metadata.
    /// </summary>
    public PredictionEngineOptions Engine { get; init; } = new();

    /// <summary>
    /// Gathers predictions asked for at the same time into batches; null (the default) computes each of them alone.
    /// </summary>
    public MicroBatchOptions? MicroBatches { get; init; }

    /// <summary>
    /// Whether a new model may have other classes than the one it replaces, or the same in another order, or lack its feature output.
    /// False by default: such a file is refused, because programs remember classes by name and position.
    /// </summary>
    public bool AllowChangedContract { get; init; }

    /// <summary>
    /// How often a watched file is looked at, in case the file system reports no changes: a few system calls, without reading it. Default
    /// 2 s.
    /// </summary>
    public TimeSpan PollPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a changed file must stay as it is before it is read; 0 for not at all. Default 250 ms.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest time one download may take. Default 100 s.</summary>
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The longest model file in bytes, from 1 to 2,147,483,591 (the longest array). Default 1 GiB.</summary>
    public long MaxModelBytes { get; init; } = 1L << 30;

    /// <summary>
    /// The client of all downloads, for headers, proxies or certificates; it is not disposed. Null (the default) for one that follows up
    /// to five redirects, never from https to http.
    /// </summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Engine is null) yield return "Engine is null.";
        if (Engine is { ThreadsPerRun: < 0 })
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"Engine.ThreadsPerRun is {Engine.ThreadsPerRun}; valid: 0 (all cores) or more.");
        }

        foreach (var fault in MicroBatches?.Faults() ?? []) yield return fault;
        if (!IsPeriod(PollPeriod)) yield return OutOfRange(nameof(PollPeriod), PollPeriod);
        if (!IsPeriod(DownloadTimeout)) yield return OutOfRange(nameof(DownloadTimeout), DownloadTimeout);
        if (SettleTime < TimeSpan.Zero || SettleTime > LongestTimer) yield return $"SettleTime is {SettleTime:c}; valid: 0 to 24 days.";
        if (MaxModelBytes < 1 || MaxModelBytes > Array.MaxLength)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"MaxModelBytes is {MaxModelBytes:N0}; valid: 1 to {Array.MaxLength:N0} bytes.");
        }
    }

    internal static bool IsPeriod(TimeSpan period) => period > TimeSpan.Zero && period <= LongestTimer;

    internal static string OutOfRange(string what, TimeSpan value) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} is {value:c}; valid: more than 0, up to 24 days.");
}
