namespace MLPipeline.Training;

/// <summary>Where a run is saved, how often, and whether it is continued. A run is saved at the end of every epoch in any case.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The file; written beside its place and renamed into it, so it is always complete.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// What the trained parameters' names and shapes do not say about the network, such as a digest of its operators and of weights that are not trained.
    /// Compared when a run is continued; empty by default.
    /// </summary>
    public string Network { get; init; } = "";

    /// <summary>
    /// Whether to go on where the file was made; without a file the run begins at its beginning. False (the default) refuses a file that is there, since it
    /// would be overwritten.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Steps after which the run is saved within an epoch, at least 1; null (the default) by time alone.</summary>
    public int? EverySteps { get; init; }

    /// <summary>Time after which the run is saved within an epoch, above zero; default 10 minutes. Null by steps alone.</summary>
    public TimeSpan? Interval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Path)) yield return "The checkpoint's Path is empty.";
        if (EverySteps < 1) yield return $"The checkpoint's EverySteps {EverySteps} must be at least 1, or null.";
        if (Interval <= TimeSpan.Zero) yield return $"The checkpoint's Interval {Interval} must be above zero, or null.";
    }
}
