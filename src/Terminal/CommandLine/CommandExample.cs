namespace MLPipeline.Terminal;

/// <summary>A line at the end of a command's help.</summary>
/// <param name="Purpose">What it does, without a full stop.</param>
/// <param name="CommandLine">What to type, the program's name included.</param>
public sealed record CommandExample(string Purpose, string CommandLine);
