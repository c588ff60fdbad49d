using System.Diagnostics;
using System.Text;

namespace MLPipeline.Testing;

/// <summary>A program that can be started as a process of its own, any number of times.</summary>
public sealed record ProgramCall(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Added to this process's own; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The working folder; this process's own when null.</summary>
    public string? Folder { get; init; }

    /// <summary>A process that takes longer is killed, and the test fails. Long, because build servers are slow.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>A program of this repository, as it was built together with the running tests.</summary>
    /// <param name="name">Its project, which the test project refers to.</param>
    /// <param name="arguments">What is typed after its name.</param>
    public static ProgramCall OfProject(string name, params IReadOnlyList<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name; // artifacts/bin/<project>/<configuration>
        return new ProgramCall("dotnet", [Repository.PathOf("artifacts", "bin", name, configuration, name + ".dll"), .. arguments]);
    }

    /// <summary>The same call with one more variable.</summary>
    public ProgramCall With(string variable, string? value) =>
        this with { Environment = new Dictionary<string, string?>(Environment) { [variable] = value } };

    /// <summary>A call that builds, without servers that outlive it: they would inherit its stdout, of which the end is waited for, and its folder.</summary>
    public ProgramCall WithoutBuildServers() => With("MSBUILDDISABLENODEREUSE", "1").With("UseSharedCompilation", "false");

    /// <summary>Starts the process and leaves it running.</summary>
    /// <param name="closesInput">Whether its stdin ends at once; else <see cref="RunningProgram.WriteAsync"/> gives it something.</param>
    public RunningProgram Start(bool closesInput = true)
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Folder ?? "",
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return new RunningProgram(this, Process.Start(start)!, closesInput);
    }

    /// <summary>Runs the process to its end.</summary>
    public async Task<ProgramRun> RunAsync()
    {
        using var running = Start();
        return await running.EndAsync();
    }

    public override string ToString() => string.Join(' ', Arguments.Prepend(Program));
}
