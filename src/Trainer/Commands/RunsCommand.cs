using System.CommandLine;
using System.Text.Json;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer runs [DIR]</c>.</summary>
internal sealed class RunsCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "The folder that holds the runs' folders",
        DefaultValueFactory = _ => "runs",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public RunsCommand(ProgramConsole console)
        : base("runs", "List the runs that 'train --run' has kept, best first")
    {
        _console = console;
        Add(_folder);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("All runs below the folder runs", "Trainer runs"),
        new("Those of one experiment, for a program", "Trainer runs runs/augmentation --json runs.json"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, arguments.GetValue(_json));
        var folder = arguments.GetRequiredValue(_folder);
        var list = RunList.Find(folder);
        foreach (var fault in list.Faults) _console.Warn(fault);
        _console.Write(TableOf(list.Runs, folder));
        if (arguments.GetValue(_json) is { } file) JsonOutput.Write(_console, file, json => WriteJson(json, list.Runs));
        return Task.FromResult(list.Faults.Count > 0 ? ExitCode.Failed : ExitCode.Done);
    }

    private static ResultTable TableOf(IReadOnlyList<RunRecord> runs, string folder)
    {
        static ResultColumn Number(string title) => new(title, IsNumber: true);
        var table = new ResultTable(
            "Run", "Trained", Number("Accuracy"), Number("Macro"), Number("Log-loss"), "Of", Number("Best epoch"), Number("Time"), "Started", "State");
        foreach (var run in runs)
        {
            var name = Path.GetRelativePath(folder, run.Folder.Path);
            table.AddRow([name, run.Title, .. FiguresOf(run.Result), run.StartedAt, run.State]);
        }

        return table;
    }

    private static string[] FiguresOf(RunResult? result) => result is null ? ["", "", "", "", "", ""] :
    [
        RunFigures.Share(result.MicroAccuracy),
        RunFigures.Share(result.MacroAccuracy),
        RunFigures.Plain(result.LogLoss),
        result.MetricsOf,
        RunFigures.Epoch(result.BestEpoch),
        Measure.Duration(TimeSpan.FromSeconds(result.Seconds)),
    ];

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<RunRecord> runs)
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (var run in runs)
        {
            json.WriteStartObject();
            json.WriteString("path", run.Folder.Path);
            json.WriteString("network", run.Setting("Network") ?? run.Setting("Backbone"));
            json.WriteString("way", run.Setting("Way"));
            json.WriteString("state", run.State);
            json.WriteString("startedAt", run.StartedAt);
            if (run.Result is { } result) WriteResult(json, result);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, RunResult result)
    {
        json.WriteString("metricsOf", result.MetricsOf);
        RunFigures.Write(json, "microAccuracy", result.MicroAccuracy);
        RunFigures.Write(json, "macroAccuracy", result.MacroAccuracy);
        RunFigures.Write(json, "logLoss", result.LogLoss);
        if (result.BestEpoch is { } epoch) json.WriteNumber("bestEpoch", epoch);
        else json.WriteNull("bestEpoch");
        json.WriteNumber("seconds", result.Seconds);
    }
}
