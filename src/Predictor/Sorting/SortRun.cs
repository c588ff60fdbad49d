using System.Text;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Sorting;

/// <summary>
/// Sorts the images of a finished table into a folder for each class. Beside the table lies the plan while it is carried out
/// (<c>TABLE.sorting.csv</c>), and afterwards as a list of what went where (<c>TABLE.sorted.csv</c>).
/// </summary>
internal sealed class SortRun(ProgramConsole console, string table, SortOptions options)
{
    private readonly string _plan = Path.ChangeExtension(table, ".sorting.csv");
    private readonly string _list = Path.ChangeExtension(table, ".sorted.csv");

    /// <summary>Whether an earlier sorting was interrupted, and may be finished now.</summary>
    public bool HasBegun => !options.IsDryRun && File.Exists(_plan);

    /// <summary>Whether the same sorting has come to its end earlier.</summary>
    public bool HasEnded => !options.IsDryRun && !File.Exists(_plan) && File.Exists(_list) && SortPlan.IsOf(_list, options);

    /// <summary>Makes sure that the list of an earlier table is not taken for that of a new one.</summary>
    public void Forget() => File.Delete(_list);

    public void Run(Func<string, string> fullPath, CancellationToken cancellation)
    {
        var labels = ScoreTable.Read(table).Select(row => row.Label).Distinct(StringComparer.Ordinal);
        var folders = new ClassFolders(labels);
        foreach (var (label, folder) in folders.Renamed)
        {
            console.Warn($"'{PrintableText.Of(label)}' is no name for a folder everywhere; its images go to '{folder}'.");
        }

        var moves = SortPlan.Make(table, fullPath, options, folders);
        if (options.IsDryRun)
        {
            Show(moves);
            return;
        }

        ContinuedFile.Replace(_plan, stream => SortPlan.Write(stream, options.Mode, moves));
        Continue(cancellation);
    }

    /// <summary>Ends what an earlier run has begun, if there is anything left to do.</summary>
    public void Finish(CancellationToken cancellation)
    {
        if (HasBegun)
        {
            Continue(cancellation);
        }
        else
        {
            console.Say($"'{_list}': sorted before.");
        }
    }

    /// <summary>Carries out the plan, whatever of it was done before.</summary>
    private void Continue(CancellationToken cancellation)
    {
        if (!SortPlan.IsOf(_plan, options))
        {
            throw new UsageException($"'{_plan}' was begun with another --sort-into or --sort-by; finish it with those.");
        }

        var count = SortPlan.Read(_plan).LongCount();
        long done = 0, missing = 0;
        using (var progress = console.StartProgress("Sorting", count))
        {
            foreach (var (from, to) in SortPlan.Read(_plan))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!FilePlacer.Place(from, to, options.Mode))
                {
                    missing++;
                    console.Warn($"'{PrintableText.Of(from)}' is gone.");
                }

                progress.Report(++done);
            }
        }

        File.Move(_plan, _list, overwrite: true);
        console.Say($"'{options.Folder}': {Measure.Count(count - missing)} images; '{_list}' says which is where.");
    }

    private void Show(IEnumerable<(string From, string To)> moves)
    {
        using var stream = new MemoryStream();
        var count = SortPlan.Write(stream, options.Mode, moves);
        console.WriteRaw(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
        console.Say($"'{options.Folder}': {Measure.Count(count)} images would go there; nothing was done.");
    }
}
