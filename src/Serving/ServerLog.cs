using Microsoft.Extensions.Logging;

namespace MLPipeline.Serving;

/// <summary>What the server says. Ids stay what they are: people filter by them.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status} {Milliseconds:0.0} ms")]
    public static partial void Answered(ILogger logger, string method, string route, int status, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "A request failed")]
    public static partial void Failed(ILogger logger, Exception error);
}
