namespace MLPipeline.Training;

/// <summary>The checkpoint of one run: when it is due, writing it, and going on from it.</summary>
internal sealed class RunCheckpoints
{
    private readonly CheckpointOptions _options;
    private readonly SortedDictionary<string, string> _identity;
    private readonly TimeProvider _time;
    private long _savedAt;
    private int _stepsSince;

    public RunCheckpoints(CheckpointOptions options, SortedDictionary<string, string> identity, TimeProvider time)
    {
        _options = options;
        _identity = identity;
        _time = time;
        _savedAt = time.GetTimestamp();
        Path = System.IO.Path.GetFullPath(options.Path);
        if (!options.Resume && File.Exists(Path))
        {
            throw new CheckpointException($"{Path}: there is a checkpoint of an earlier run. Resume it, remove it, or name another place.");
        }
    }

    public string Path { get; }

    /// <summary>Whether the run should be saved now. Asked once after every step.</summary>
    public bool IsDue => ++_stepsSince >= _options.EverySteps || _time.GetElapsedTime(_savedAt) >= _options.Interval;

    /// <summary>Fills the memories from the checkpoint, if the run is to be continued and there is one.</summary>
    /// <exception cref="CheckpointException">It is damaged or belongs to another run.</exception>
    public RunState? Read(IReadOnlyList<CheckpointMemory> memories)
    {
        RemoveUnfinished();
        if (!_options.Resume || !File.Exists(Path)) return null;
        using var file = CheckpointFile.Open(Path);
        var differences = RunIdentity.Differences(_identity, file.Header.Identity);
        if (differences.Count > 0)
        {
            throw new CheckpointException(
                $"{Path}: this checkpoint belongs to another run. Repeat the command of that run, or name another place. What differs: {string.Join("; ", differences)}.");
        }

        foreach (var memory in memories) file.Read(memory);
        return file.Header.State;
    }

    public void Write(RunState state, IReadOnlyList<CheckpointMemory> memories)
    {
        CheckpointFile.Write(Path, _identity, state, memories);
        _savedAt = _time.GetTimestamp();
        _stepsSince = 0;
    }

    /// <summary>Removes what a killed process left of a checkpoint that it was writing.</summary>
    private void RemoveUnfinished()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.Exists(folder)) return;
        foreach (var unfinished in Directory.EnumerateFiles(folder, $"{System.IO.Path.GetFileName(Path)}.*.part")) File.Delete(unfinished);
    }
}
