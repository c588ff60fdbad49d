using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Writes a run's epochs to its files as they are done, and says what a practitioner would.</summary>
internal sealed class RunListeners : IDisposable
{
    private readonly ProgramConsole _console;
    private readonly List<EpochLog> _logs;
    private readonly TensorBoardLog? _tensorBoard;
    private readonly TrainingWarnings _warnings;

    public RunListeners(
        ProgramConsole console, EpochRecords records, IReadOnlyList<string> classes, NetworkTrainingOptions options, bool startsFromZero)
    {
        _console = console;
        _logs = [.. records.Logs.Select(path => new EpochLog(path, classes))];
        _tensorBoard = records.TensorBoard is { } folder ? new TensorBoardLog(folder, classes, console.Time) : null;
        _warnings = new TrainingWarnings(classes, options, startsFromZero);
    }

    /// <summary>Everything that was warned of.</summary>
    public IReadOnlyList<TrainingWarning> Warnings => _warnings.All;

    public void Add(NetworkTrainingEvent happened)
    {
        foreach (var log in _logs) log.Add(happened);
        _tensorBoard?.Add(happened);
        foreach (var warning in _warnings.Add(happened)) _console.Warn(PrintableText.Of(warning.Text));
    }

    public void Dispose()
    {
        foreach (var log in _logs) log.Dispose();
        _tensorBoard?.Dispose();
    }
}
