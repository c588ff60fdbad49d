namespace MLPipeline.Training;

/// <summary>
/// The figures of every epoch as scalars in an event file, for TensorBoard. A step is an epoch, from 1; the tags are <c>train/loss</c>,
/// <c>train/accuracy</c>, <c>validation/loss</c>, <c>validation/accuracy</c>, <c>schedule/learning rate</c>, <c>schedule/momentum</c>,
/// <c>speed/seconds</c>, <c>speed/images per second</c>, <c>memory/resident bytes</c> and <c>class accuracy/CLASS</c>. Flushed after every
/// epoch; a run that is continued has each of its epochs once. Hand <see cref="Add"/> what the trainer raises. Not thread-safe.
/// </summary>
public sealed class TensorBoardLog : IDisposable
{
    /// <summary>
    /// TensorBoard looks for <c>tfevents</c> in a file's name. Always the same, so that a run that is continued replaces its own file.
    /// </summary>
    public const string FileName = "events.out.tfevents.mlpipeline";

    private readonly EpochFile _file;
    private readonly IReadOnlyList<string> _classes;
    private readonly TimeProvider _time;

    /// <param name="folder">The run's own folder; a file of <see cref="FileName"/> in it is replaced when training begins.</param>
    /// <param name="classes">The classes' names in label order.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public TensorBoardLog(string folder, IReadOnlyList<string> classes, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classes);
        _file = new EpochFile(Path.Combine(folder, FileName));
        _classes = classes;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Takes what happens in training; what does not concern the file is passed over.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(NetworkTrainingEvent happened)
    {
        switch (happened)
        {
            case NetworkTrainingEvent.Started { History: var history }:
                var begun = history.Count > 0 ? history[0].FinishedAt - history[0].Duration : _time.GetUtcNow();
                _file.Begin([.. TensorFlowRecord.Frame(ScalarEvent.Version(begun)), .. history.SelectMany(Record)]);
                break;

            case NetworkTrainingEvent.EpochDone done:
                _file.Append(Record(done.Figures));
                break;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private byte[] Record(NetworkEpoch epoch)
    {
        var defined = Figures(epoch).Where(figure => double.IsFinite(figure.Value));
        return TensorFlowRecord.Frame(ScalarEvent.Scalars(epoch.FinishedAt, epoch.Epoch + 1, defined));
    }

    private IEnumerable<(string Tag, double Value)> Figures(NetworkEpoch epoch)
    {
        yield return ("train/loss", epoch.Train.Loss);
        yield return ("train/accuracy", epoch.Train.Accuracy);
        if (epoch.Validation is { } validation)
        {
            yield return ("validation/loss", validation.Loss);
            yield return ("validation/accuracy", validation.Accuracy);
        }

        yield return ("schedule/learning rate", epoch.LearningRate);
        yield return ("schedule/momentum", epoch.Momentum);
        yield return ("speed/seconds", epoch.Duration.TotalSeconds);
        yield return ("speed/images per second", epoch.ImagesPerSecond);
        yield return ("memory/resident bytes", epoch.ResidentBytes);
        foreach (var (name, accuracy) in _classes.Zip(epoch.ClassAccuracies)) yield return ($"class accuracy/{name}", accuracy);
    }
}
