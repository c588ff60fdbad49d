namespace MLPipeline.Trainer;

/// <summary>The runs below a folder.</summary>
/// <param name="Runs">
/// Best first: by accuracy, then by mean recall, then by log-loss; unfinished ones and those without figures last.
/// </param>
/// <param name="Faults">What is wrong with runs that cannot be read, one sentence each.</param>
internal sealed record RunList(IReadOnlyList<RunRecord> Runs, IReadOnlyList<string> Faults)
{
    private const int Depth = 3;

    /// <summary>Looks into the folder and so many levels below it.</summary>
    /// <exception cref="RunException">There is no such folder.</exception>
    public static RunList Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new RunException($"There is no folder '{folder}'. Name the one that holds the folders of 'train --run'.");
        }

        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Depth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint, // links may lead in circles
        };
        var (runs, faults) = (new List<RunRecord>(), new List<string>());
        foreach (var path in Directory.EnumerateDirectories(folder, "*", walk).Prepend(folder).Order(StringComparer.Ordinal))
        {
            var run = new RunFolder(path);
            if (!run.IsRun) continue;
            try
            {
                runs.Add(RunRecord.Read(run));
            }
            catch (RunException error)
            {
                faults.Add(error.Message);
            }
        }

        return new RunList(
            [
                .. runs.OrderByDescending(run => Rank(run.Result?.MicroAccuracy)).ThenByDescending(run => Rank(run.Result?.MacroAccuracy))
                    .ThenByDescending(run => Rank(-run.Result?.LogLoss)),
            ],
            faults);
    }

    private static double Rank(double? figure) => figure is { } value && !double.IsNaN(value) ? value : double.NegativeInfinity;
}
