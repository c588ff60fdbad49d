namespace MLPipeline;

/// <summary>Finds what the user probably meant by a misspelt name. Source that several projects compile in, since none of them should depend on another for it.</summary>
internal static class NearestName
{
    /// <summary>" Did you mean 'x'?", or nothing when more than a third of the letters would have to change.</summary>
    public static string Suggestion(string name, IEnumerable<string> candidates)
    {
        var nearest = To(name, candidates, 1);
        return nearest is [var best] && Edits(name, best) <= Math.Max(1, best.Length / 3) ? $" Did you mean '{best}'?" : "";
    }

    /// <summary>The candidates that need the fewest edits, nearest first.</summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> candidates, int most) =>
        [.. candidates.OrderBy(candidate => Edits(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal).Take(most)];

    /// <summary>Levenshtein's distance (1966), ignoring case: single letters inserted, removed or replaced.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
