namespace MLPipeline.Backbones;

/// <summary>How patiently a download goes on after trouble on the way.</summary>
public sealed record BackboneDownloadOptions
{
    /// <value>Requests in all before giving up, at least 1; a cut connection, a stall, 408, 429 and 5xx are tried again. Default 6.</value>
    public int Attempts { get; init; } = 6;

    /// <value>Wait before the second request; doubled each time, at most <see cref="LongestDelay"/>. Default 1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <value>The longest wait between two requests, whatever the server asks for by Retry-After. Default 30 seconds.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <value>A connection that brings no byte for so long counts as cut. Default 60 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    internal void Validate()
    {
        (bool IsFault, string Text)[] checks =
        [
            (Attempts < 1, $"Attempts is {Attempts}; it must be at least 1."),
            (FirstDelay < TimeSpan.Zero, $"FirstDelay is {FirstDelay}; it must not be negative."),
            (LongestDelay < FirstDelay, $"LongestDelay is {LongestDelay}; it must be at least FirstDelay ({FirstDelay})."),
            (StallTimeout <= TimeSpan.Zero, $"StallTimeout is {StallTimeout}; it must be positive."),
        ];
        var faults = checks.Where(check => check.IsFault).Select(check => check.Text).ToArray();
        if (faults.Length > 0)
        {
            throw new BackboneException(string.Join('\n', faults));
        }
    }
}
