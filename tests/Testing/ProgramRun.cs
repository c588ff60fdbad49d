namespace MLPipeline.Testing;

/// <summary>A process that has ended, with what it wrote.</summary>
/// <param name="Call">How it was started.</param>
/// <param name="ExitCode">128 + number for a signal.</param>
/// <param name="Results">Its stdout.</param>
/// <param name="Messages">Its stderr.</param>
public sealed record ProgramRun(ProgramCall Call, int ExitCode, string Results, string Messages)
{
    /// <summary>This run, if it ended with the code; else the test fails with everything that the program wrote.</summary>
    public ProgramRun Expect(int exitCode) =>
        ExitCode == exitCode ? this : throw new InvalidOperationException($"The exit code is {ExitCode} instead of {exitCode}.\n{this}");

    public override string ToString() => $"{Call}\nexit code {ExitCode}\n--- stdout\n{Results}--- stderr\n{Messages}";
}
