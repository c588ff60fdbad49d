using MLPipeline.Inference;
using MLPipeline.Runtime;

namespace MLPipeline.Hosting;

/// <summary>
/// A model of the pool as it is at one moment: what is served, since when, and whether something newer could not be. Immutable.
/// </summary>
public sealed record PooledModel
{
    /// <summary>Its name; empty for the model without one.</summary>
    public required string Name { get; init; }

    /// <summary>The path it comes from, or the address without its query, which may hold a secret.</summary>
    public required string Source { get; init; }

    /// <summary>SHA-256 of the file that is served, 64 lower-case hexadecimal digits; null while there is none.</summary>
    public string? Version { get; init; }

    /// <summary>When the version came into service; null while there is none.</summary>
    public DateTimeOffset? LoadedAt { get; init; }

    /// <summary>What the file says about itself; null while there is none.</summary>
    public ModelContract? Contract { get; init; }

    /// <summary>The device it runs on, and why; null while there is no model.</summary>
    public DeviceChoice? Device { get; init; }

    /// <summary>Why the newest content of the source is not what is served; null when it is.</summary>
    public ModelFailure? Failure { get; init; }

    /// <summary>The class names in the order of the scores; empty while there is no model.</summary>
    public IReadOnlyList<string> Labels => Contract?.Labels ?? [];

    /// <summary>Whether predictions can be made.</summary>
    public bool IsReady => Version is not null;
}

/// <summary>A model that could not be had or was refused.</summary>
/// <param name="Since">When it was first seen; it is not counted anew while it stays the same.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Version">SHA-256 of the refused file; null when the source could not be read.</param>
public sealed record ModelFailure(DateTimeOffset Since, string Reason, string? Version);
