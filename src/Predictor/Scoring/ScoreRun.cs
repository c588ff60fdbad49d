using System.Collections.Concurrent;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Scores images into two files. Of the results only a few batches are in memory at any time.</summary>
/// <param name="console">Takes progress and messages.</param>
/// <param name="engine">The model.</param>
/// <param name="batchSize">
/// Images computed together. Whoever goes on later begins with a whole batch, so that every image has its old neighbours.
/// </param>
/// <param name="options">What is written for each image.</param>
internal sealed class ScoreRun(ProgramConsole console, PredictionEngine engine, int batchSize, ScoreOptions options)
{
    /// <summary>Writes the table and the list of bad images, from where an earlier run has ended.</summary>
    /// <exception cref="UsageException">The images that an earlier run has scored were others.</exception>
    public async Task<ScoreCounts> WriteAsync(ImageList images, ScorePlaces places, IScoreTarget target, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var files = new ScoreFiles(target, options, isFirst: images.Shard.IsFirst);
        using var progress = console.StartProgress("Scoring", images.Count, doneBefore: target.Before.Done);
        try
        {
            using var paths = images.Paths(stop.Token).GetEnumerator();
            files.SkipDone(paths);
            if (target.Before.Done == 0)
            {
                files.WriteFaults(images.Faults);
                files.Save();
            }

            var taken = new ConcurrentQueue<string>(); // by the threads that compute, a few batches before the answers come
            await foreach (var outcome in engine.PredictManyAsync(Sources(images, paths, taken), stop.Token).ConfigureAwait(false))
            {
                try
                {
                    taken.TryDequeue(out var path);
                    files.Write(path!, outcome);
                    if (files.Counts.Done % batchSize == 0 && target.WantsToBeSaved)
                    {
                        files.Save();
                    }
                }
                catch
                {
                    await stop.CancelAsync().ConfigureAwait(false); // else the computing threads may wait for a silent pipe
                    throw;
                }

                var unreadable = files.Counts.Unreadable;
                progress.Report(files.Counts.Done, note: unreadable > 0 ? $"{Measure.Count(unreadable)} unreadable" : "");
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            var total = images.Count is { } count ? $" of {Measure.Count(count)}" : "";
            var next = target is ContinuedFiles ? "; with --resume the same command goes on" : "";
            console.Warn($"'{places.Table}' was not written: {Measure.Count(files.Counts.Done)}{total} images were scored{next}.");
            throw;
        }

        files.Complete(places);
        return files.Counts;
    }

    private static IEnumerable<ImageSource> Sources(ImageList images, IEnumerator<string> paths, ConcurrentQueue<string> taken)
    {
        while (paths.MoveNext())
        {
            taken.Enqueue(paths.Current);
            yield return ImageSource.FromFile(images.FullPath(paths.Current));
        }
    }
}
