using System.Globalization;

namespace MLPipeline.Hosting;

/// <summary>
/// How predictions that are asked for one by one, at the same time, are computed together. It pays where a batch is computed in less time
/// than its images one after another, as on graphics cards; on processors hardly. Immutable.
/// </summary>
public sealed record MicroBatchOptions
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Images computed together at the most, from 2 to 1,024. Default 8.</summary>
    public int MaxBatchSize { get; init; } = 8;

    /// <summary>
    /// How long the first image of a batch waits for others, from 0 to a minute; a full batch does not wait. With 0 only those come
    /// together that arrive while an earlier batch is computed. Default 2 ms; timers of Windows may make 16 ms of it.
    /// </summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// Predictions of a model that may wait, from the call to the moment when their batch is computed; at least
    /// <see cref="MaxBatchSize"/>. One more is a <see cref="PredictionQueueFullException"/>. Default 64.
    /// </summary>
    public int MaxQueueLength { get; init; } = 64;

    internal IEnumerable<string> Faults()
    {
        if (MaxBatchSize is < 2 or > 1024)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"MicroBatches.MaxBatchSize is {MaxBatchSize}; valid: 2 to 1,024.");
        }

        if (MaxDelay < TimeSpan.Zero || MaxDelay > LongestDelay)
        {
            yield return $"MicroBatches.MaxDelay is {MaxDelay:c}; valid: 0 to a minute.";
        }

        if (MaxQueueLength < MaxBatchSize)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"MicroBatches.MaxQueueLength is {MaxQueueLength}; valid: MaxBatchSize ({MaxBatchSize}) or more.");
        }
    }
}
