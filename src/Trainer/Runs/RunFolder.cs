using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>The folder of a run and the names of its files (docs/runs.md).</summary>
/// <param name="Path">Where it lies.</param>
internal sealed record RunFolder(string Path)
{
    public string Options => FileOf("options.json");

    public string Environment => FileOf("environment.json");

    public string History => FileOf("history.csv");

    public string Checkpoint => FileOf("run.checkpoint");

    public string Predictions => FileOf("predictions.csv");

    public string Report => FileOf("report");

    public string Model => FileOf("model.onnx");

    /// <summary>What <c>--json</c> writes, at the very end: where it is there, the run is finished.</summary>
    public string Result => FileOf("result.json");

    public bool IsFinished => File.Exists(Result);

    /// <summary>Whether a run was begun here.</summary>
    public bool IsRun => File.Exists(Options) && File.Exists(Environment);

    /// <summary>Whether a cross-validation was begun here.</summary>
    public bool IsCrossValidation => Directory.Exists(Fold(1).Path);

    /// <summary>What a sweep has tried so far.</summary>
    public string Sweep => FileOf("sweep.json");

    /// <summary>Whether a sweep was begun here.</summary>
    public bool IsSweep => File.Exists(Sweep);

    /// <summary>The folder of one fold of a cross-validation.</summary>
    /// <param name="number">From 1.</param>
    public RunFolder Fold(int number) => Part(string.Create(CultureInfo.InvariantCulture, $"fold-{number}"));

    /// <summary>The folder of a run that is a part of this one.</summary>
    public RunFolder Part(string name) => new(FileOf(name));

    /// <summary>Writes what is known before the work; a run that is continued keeps what its beginning said.</summary>
    /// <param name="console">Has the clock.</param>
    /// <param name="command">What was typed after the program's name.</param>
    /// <param name="settings">Everything that decides the result, by name.</param>
    /// <param name="resumes">Whether a run may be continued.</param>
    public void Begin(
        ProgramConsole console, IReadOnlyList<string> command, IEnumerable<(string Name, string Value)> settings, bool resumes)
    {
        if (resumes && IsRun) return;
        JsonOutput.Write(console, Options, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("command");
            foreach (var word in command) json.WriteStringValue(word);
            json.WriteEndArray();
            json.WriteStartObject("settings");
            foreach (var (name, value) in settings) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        JsonOutput.Write(console, Environment, new RunEnvironment(console.Time.GetUtcNow()).WriteJson);
    }

    /// <summary>Writes what was found. The result comes last.</summary>
    public void Finish(ProgramConsole console, TrainReport report)
    {
        using (var predictions = new PredictionFile(Predictions))
        {
            foreach (var answer in report.Answers)
            {
                var name = Relative(answer.Name, report.DataPlace);
                predictions.Add(name, report.Classes[answer.Label], report.Classes[answer.Answer], answer.Score);
            }

            predictions.Complete();
        }

        JsonOutput.Write(console, Result, report.WriteJson);
    }

    /// <summary>The path below the data's folder, so that runs on copies of the data can be compared.</summary>
    public static string Relative(string name, string? dataPlace)
    {
        if (dataPlace is null || !System.IO.Path.IsPathRooted(name)) return name;
        var place = System.IO.Path.GetFullPath(dataPlace);
        var root = File.Exists(place) ? System.IO.Path.GetDirectoryName(place)! : place;
        return System.IO.Path.GetRelativePath(root, name).Replace(System.IO.Path.DirectorySeparatorChar, '/');
    }

    private string FileOf(string name) => System.IO.Path.Combine(Path, name);
}
