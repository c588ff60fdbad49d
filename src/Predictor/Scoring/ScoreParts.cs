using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Scoring;

/// <summary>All parts of one table, in order.</summary>
internal sealed class ScoreParts
{
    private readonly (string Table, ScoreRecord Record)[] _parts;

    private ScoreParts((string Table, ScoreRecord Record)[] parts) => _parts = parts;

    public int Count => _parts.Length;

    public long Rows => _parts.Sum(part => part.Record.Counts.Rows);

    public long Unreadable => _parts.Sum(part => part.Record.Counts.Unreadable);

    /// <summary>Looks at what is known of each part.</summary>
    /// <exception cref="UsageException">
    /// They are not all parts of one table, or not each of them once and complete; every fault is named.
    /// </exception>
    public static ScoreParts Read(IReadOnlyList<string> tables, ScorePlaces places)
    {
        List<string> faults = [.. places.Faults(model: null, isKept: false)];
        var parts = new List<(string Table, ScoreRecord Record)>();
        foreach (var table in tables)
        {
            if (ScoreRecord.Read(ScorePlaces.RecordOf(table)) is not { } record)
            {
                faults.Add($"'{table}': there is no '{ScorePlaces.RecordOf(table)}' beside it, which 'score --shard' writes.");
                continue;
            }

            faults.AddRange(FaultsOf(table, record, places));
            parts.Add((table, record));
        }

        if (parts.Count > 0)
        {
            faults.AddRange(FaultsAmong(parts));
        }

        return faults.Count == 0 ? new ScoreParts([.. parts.OrderBy(NumberOf)]) : throw new UsageException(faults);
    }

    public void Merge(ScorePlaces places, CancellationToken cancellation)
    {
        using var errors = new OutputFile(places.Errors);
        using var table = new OutputFile(places.Table);
        foreach (var part in _parts)
        {
            cancellation.ThrowIfCancellationRequested();
            Append(part.Table, table.Stream);
            Append(Beside(part.Table, part.Record.Errors), errors.Stream);
        }

        if (places.Review is { } review)
        {
            MergeReviews(review);
        }

        errors.Complete();
        table.Complete();
    }

    private static IEnumerable<string> FaultsOf(string table, ScoreRecord record, ScorePlaces places)
    {
        if (!record.Complete)
        {
            yield return $"'{table}' is not finished: {Measure.Count(record.Counts.Done)} images are done. Score it again with --resume.";
        }
        else
        {
            (string, long)[] files = [(table, record.TableBytes), (Beside(table, record.Errors), record.ErrorsBytes)];
            foreach (var (file, bytes) in files)
            {
                if (!File.Exists(file) || new FileInfo(file).Length != bytes)
                {
                    yield return $"'{file}' is gone or was changed since it was finished.";
                }

                if (new[] { places.Table, places.Errors }.Any(place => Path.GetFullPath(place) == Path.GetFullPath(file)))
                {
                    yield return $"'{file}' is a part; it cannot be the result too.";
                }
            }
        }

        if (places.Review is { } review && record.Review is { } part && Path.GetFullPath(review) == Path.GetFullPath(Beside(table, part)))
        {
            yield return $"'{review}' is a part; it cannot be the result too.";
        }

        if (places.Review is not null && record.Review is null)
        {
            yield return $"--review: '{table}' was scored without it.";
        }
    }

    private static IEnumerable<string> FaultsAmong(List<(string Table, ScoreRecord Record)> parts)
    {
        var (first, identity) = (parts[0].Table, parts[0].Record.Identity);
        foreach (var (table, record) in parts.Skip(1))
        {
            var differences = identity.DifferencesFrom(record.Identity with { Shard = identity.Shard }, "there", "here").ToArray();
            if (differences.Length > 0)
            {
                yield return $"'{table}' is no part of the same table as '{first}'. What differs: {string.Join("; ", differences)}.";
            }
        }

        var all = CountOf(identity);
        var wrong = parts.Where(part => part.Record.Identity.Shard.Split('/') is not [_, var count] || count != all).ToArray();
        foreach (var (table, record) in wrong)
        {
            yield return $"'{table}' is {record.Identity.Shard}; the parts must be 1/N to N/N.";
        }

        if (wrong.Length == 0)
        {
            var numbers = parts.ToLookup(NumberOf, part => part.Table);
            var expected = Enumerable.Range(1, int.Parse(all, CultureInfo.InvariantCulture));
            foreach (var number in expected.Where(number => !numbers.Contains(number)))
            {
                yield return $"The part {number}/{all} is missing.";
            }

            foreach (var same in numbers.Where(part => part.Count() > 1))
            {
                var tables = string.Join(", ", same.Select(table => $"'{table}'"));
                yield return $"The part {same.Key}/{all} is there {same.Count()} times: {tables}.";
            }
        }
    }

    /// <summary>Each part has its least certain images, so the least certain of all are among them.</summary>
    private void MergeReviews(string file)
    {
        var options = _parts[0].Record.Identity.Options;
        var measure = ReviewMeasure.All.First(measure => measure.Name == options["--review-by"]);
        var queue = new ReviewQueue(new ReviewOptions(int.Parse(options["--review-count"], CultureInfo.InvariantCulture), measure));
        long index = 0; // parts, and equals within a part, are in the order of the list
        foreach (var (table, record) in _parts)
        {
            using var text = new StreamReader(Beside(table, record.Review!));
            foreach (var fields in CsvRows.Read(text).Skip(1))
            {
                queue.Offer(ReviewTable.Read(fields, index++));
            }
        }

        ContinuedFile.Replace(file, stream => ReviewTable.Write(stream, measure, queue.Rows()));
    }

    private static int NumberOf((string Table, ScoreRecord Record) part) =>
        int.Parse(part.Record.Identity.Shard.Split('/')[0], CultureInfo.InvariantCulture);

    private static string CountOf(ScoreIdentity identity) => identity.Shard.Split('/')[^1];

    private static string Beside(string table, string file) => Path.Combine(Path.GetDirectoryName(table)!, file);

    private static void Append(string file, Stream stream)
    {
        using var part = File.OpenRead(file);
        part.CopyTo(stream);
    }
}
