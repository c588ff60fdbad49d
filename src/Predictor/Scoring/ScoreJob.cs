using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>A table to be made, at once or in several runs.</summary>
internal sealed record ScoreJob
{
    public required ScorePlaces Places { get; init; }

    public required ScoreOptions Options { get; init; }

    /// <summary>What decides on the table; null for one of which nothing is kept unless it gets finished.</summary>
    public required Func<ListContent?, ScoreIdentity>? Identity { get; init; }

    /// <summary>Whether to go on where an earlier run has ended.</summary>
    public required bool Resumes { get; init; }

    /// <summary>Images computed together.</summary>
    public required int BatchSize { get; init; }

    public async Task<ScoreCounts> RunAsync(
        ProgramConsole console, PredictionEngine engine, ImageList images, CancellationToken cancellation)
    {
        if (Identity is null)
        {
            using var fresh = new FreshFiles(Places);
            return Tell(console, await ScoreAsync(fresh).ConfigureAwait(false));
        }

        using var files = ContinuedFiles.Open(Places, Identity(images.Content), Resumes, console.Time);
        if (files.AreComplete)
        {
            console.Say($"'{Places.Table}' was finished before.");
            return Tell(console, files.Before);
        }

        return Tell(console, await ScoreAsync(files).ConfigureAwait(false));

        Task<ScoreCounts> ScoreAsync(IScoreTarget target) =>
            new ScoreRun(console, engine, BatchSize, Options).WriteAsync(images, Places, target, cancellation);
    }

    /// <summary>What an earlier run has counted, if it has finished the table; its images need not be there any more.</summary>
    /// <exception cref="UsageException">It was another table.</exception>
    public ScoreCounts? Finished()
    {
        if (!Resumes || ScoreRecord.Read(Places.Record) is not { Complete: true } record)
        {
            return null;
        }

        ContinuedFiles.RequireSame(record, Identity!(record.Identity.Images), Places);
        return record.Counts;
    }

    public ScoreCounts Tell(ProgramConsole console, ScoreCounts counts)
    {
        console.Say($"'{Places.Table}': {Measure.Count(counts.Rows)} images");
        if (counts.Unreadable > 0)
        {
            console.Warn($"{Measure.Count(counts.Unreadable)} could not be read; '{Places.Errors}' says why.");
        }

        return counts;
    }
}
