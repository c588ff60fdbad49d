using System.CommandLine;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What is kept of a training besides the model: its folder, its figures epoch by epoch.</summary>
internal sealed class RecordArguments
{
    private readonly Option<string?> _run = new("--run")
    {
        Description = "Keep everything of this training in a folder of its own: options, figures by epoch, checkpoint, predictions, report, model; "
            + "see 'runs' and 'compare'",
        HelpName = "folder",
    };

    private readonly Option<string[]> _logs = new("--log")
    {
        Description = "Write a line of figures after every epoch to this file, .csv or .jsonl; may be given several times",
        HelpName = "file",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _tensorBoard = new("--tensorboard")
    {
        Description = "Write the figures of every epoch for TensorBoard into this folder, one for each run",
        HelpName = "folder",
    };

    public Option Run => _run;

    public IEnumerable<Option> OfEpochs => [_logs, _tensorBoard];

    /// <summary>The run's folder; null where none is wanted.</summary>
    public RunFolder? Folder(ParseResult arguments) => arguments.GetValue(_run) is { } path ? new RunFolder(path) : null;

    public IEnumerable<string> FaultsFor(TrainingWay way, ParseResult arguments, bool resumes)
    {
        if (way == TrainingWay.FrozenBackbone)
        {
            const string Reason = "with a frozen backbone, training takes seconds, and --json has the figures of its epochs.";
            foreach (var fault in arguments.Refuse(Reason, OfEpochs)) yield return fault;
        }

        var logs = arguments.GetValue(_logs)!;
        foreach (var log in logs.Where(log => !EpochLog.Takes(log)))
        {
            yield return $"--log is '{log}'; its extension says the format: {string.Join(", ", EpochLog.Extensions)}.";
        }

        foreach (var (path, count) in logs.CountBy(Path.GetFullPath))
        {
            if (count > 1) yield return $"--log names '{path}' more than once.";
        }

        if (resumes || Folder(arguments) is not { } folder) yield break;
        if (folder.IsFinished)
        {
            yield return $"--run: '{folder.Path}' holds a finished run; name another folder.";
        }
        else if (File.Exists(folder.Checkpoint))
        {
            yield return $"--run: '{folder.Path}' holds a run that was not finished; --resume goes on with it.";
        }
    }

    /// <summary>The files that are written epoch by epoch.</summary>
    public EpochRecords Read(ParseResult arguments)
    {
        var logs = arguments.GetValue(_logs)!;
        return new EpochRecords(Folder(arguments) is { } folder ? [.. logs, folder.History] : logs, arguments.GetValue(_tensorBoard));
    }
}
