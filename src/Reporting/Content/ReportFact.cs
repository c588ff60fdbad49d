namespace MLPipeline.Reporting;

/// <summary>Something with a name: an option and its value, an image and why it could not be read.</summary>
/// <param name="Name">Plain text.</param>
/// <param name="Value">Plain text.</param>
public sealed record ReportFact(string Name, string Value);

/// <summary>A part of the work.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ReportTiming(string Name, double Seconds);
