using Microsoft.Extensions.Logging;

namespace MLPipeline.Hosting;

/// <summary>Everything the pool says. Ids stay what they are: people filter by them.</summary>
internal static partial class PoolLog
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} from {Source} is in service: version {Version}, loaded in {Seconds:0.00} s")]
    public static partial void Loaded(ILogger logger, string model, string source, string version, double seconds);

    [LoggerMessage(2, LogLevel.Information, "Model {Model} from {Source} was replaced: {Old} by {Version}, loaded in {Seconds:0.00} s")]
    public static partial void Swapped(ILogger logger, string model, string source, string old, string version, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "Model {Model} from {Source} could not be replaced; version {Version} stays in service: {Reason}")]
    public static partial void SwapFailed(ILogger logger, string model, string source, string version, string reason);

    [LoggerMessage(4, LogLevel.Error, "Model {Model} from {Source} could not be loaded; there is none to predict with: {Reason}")]
    public static partial void LoadFailed(ILogger logger, string model, string source, string reason);

    [LoggerMessage(5, LogLevel.Debug, "Model {Model} was read again and is version {Version}, which is in service")]
    public static partial void Unchanged(ILogger logger, string model, string version);

    [LoggerMessage(6, LogLevel.Critical, "Model {Model} from {Source} is no longer watched")]
    public static partial void WatchingEnded(ILogger logger, string model, string source, Exception error);
}
