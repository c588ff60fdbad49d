using System.Text.Json;

namespace MLPipeline.Trainer;

/// <summary>What the files of a run say.</summary>
internal sealed record RunRecord
{
    private RunRecord(RunFolder folder) => Folder = folder;

    public RunFolder Folder { get; }

    /// <summary>Everything that decided the result, by name, in the order in which it was written.</summary>
    public required IReadOnlyList<(string Name, string Value)> Settings { get; init; }

    /// <summary>When it was first started, as its file says it.</summary>
    public required string StartedAt { get; init; }

    /// <summary>What was found; null for a run that has not come to its end.</summary>
    public RunResult? Result { get; init; }

    /// <summary>The network and how it was trained, such as <c>resnet18, from scratch</c>.</summary>
    public string Title =>
        $"{Setting("Network") ?? Setting("Backbone") ?? "various networks"}, {Setting("Way") ?? "?"}{(Setting("Folds") is { } folds ? $", {folds} folds" : "")}";

    public string State => Result switch
    {
        null => "unfinished",
        { Cancelled: true } => "ended early",
        _ => "finished",
    };

    public string? Setting(string name) =>
        Settings.Where(setting => setting.Name == name).Select(setting => setting.Value).FirstOrDefault();

    /// <summary>Reads a run.</summary>
    /// <exception cref="RunException">The folder is no run, or a file cannot be understood.</exception>
    public static RunRecord Read(RunFolder folder)
    {
        if (!folder.IsRun)
        {
            throw new RunException($"'{folder.Path}' is no run: it lacks options.json or environment.json, which 'train --run' writes.");
        }

        return new RunRecord(folder)
        {
            Settings = Parse(folder.Options, json =>
                json.GetProperty("settings").EnumerateObject().Select(setting => (setting.Name, setting.Value.GetString() ?? "")).ToList()),
            StartedAt = Parse(folder.Environment, json => json.GetProperty("startedAt").GetString() ?? ""),
            Result = folder.IsFinished ? Parse(folder.Result, RunResult.Of) : null,
        };
    }

    private static T Parse<T>(string file, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RunException($"'{file}' was not written by 'train --run', or is damaged: {error.Message}", error);
        }
    }
}
