using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>Scores a folder into two files. Of the results only a few batches are in memory at any time.</summary>
internal sealed class ScoreRun(ProgramConsole console, PredictionEngine engine, ImageFolder folder, ScoreColumns columns)
{
    /// <summary>Writes the table and the list of bad images; neither appears before both are complete.</summary>
    /// <returns>The number of bad images.</returns>
    public async Task<int> WriteAsync(string output, string errors, bool asJsonLines, CancellationToken cancellation)
    {
        using var table = new OutputFile(output);
        using var list = new OutputFile(errors);
        var scored = 0;
        int unreadable;
        try
        {
            using IScoreWriter rows = asJsonLines ? new JsonLinesScoreWriter(table.Stream, columns) : new CsvScoreWriter(table.Stream, columns);
            using var bad = new BadImageList(list.Stream);
            using var progress = console.StartProgress("Scoring", folder.Images.Count);
            foreach (var fault in folder.Faults)
            {
                bad.Write(fault.Path!, fault);
            }

            var sources = folder.Images.Select(image => ImageSource.FromFile(folder.FullPath(image)));
            await foreach (var outcome in engine.PredictManyAsync(sources, cancellation).ConfigureAwait(false))
            {
                var path = folder.Images[(int)outcome.Index];
                if (outcome.Prediction is { } prediction)
                {
                    rows.Write(path, prediction);
                    scored++;
                }
                else
                {
                    bad.Write(path, outcome.Fault!);
                }

                progress.Report(outcome.Index + 1, note: bad.Count > 0 ? $"{Measure.Count(bad.Count)} unreadable" : "");
            }

            unreadable = bad.Count;
        }
        catch (OperationCanceledException)
        {
            console.Warn($"'{output}' was not written: {Measure.Count(scored)} of {Measure.Count(folder.Images.Count)} images were scored.");
            throw;
        }

        list.Complete();
        table.Complete();
        console.Say($"'{output}': {Measure.Count(scored)} images");
        if (unreadable > 0)
        {
            console.Warn($"{Measure.Count(unreadable)} could not be read; '{errors}' says why.");
        }

        return unreadable;
    }
}
