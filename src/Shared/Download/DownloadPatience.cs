namespace MLPipeline;

/// <summary>How long a download goes on after trouble on the way.</summary>
/// <param name="Attempts">Requests in all, at least 1.</param>
/// <param name="FirstDelay">Wait before the second request; doubled each time.</param>
/// <param name="LongestDelay">The longest wait, whatever the server asks for.</param>
/// <param name="StallTimeout">A connection that brings no byte for so long counts as cut.</param>
internal sealed record DownloadPatience(int Attempts, TimeSpan FirstDelay, TimeSpan LongestDelay, TimeSpan StallTimeout)
{
    public static DownloadPatience Default { get; } = new(6, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
}
