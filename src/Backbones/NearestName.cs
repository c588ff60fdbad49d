namespace MLPipeline.Backbones;

/// <summary>Finds what the user probably meant by a misspelt name.</summary>
internal static class NearestName
{
    /// <summary>
    /// " Did you mean 'x'?" for the candidate with the fewest single-letter edits, or nothing when more than a third of the letters would
    /// have to change.
    /// </summary>
    public static string Suggestion(string name, IEnumerable<string> candidates)
    {
        var best = candidates.Select(candidate => (candidate, edits: Edits(name, candidate))).OrderBy(pair => pair.edits).FirstOrDefault();
        return best.candidate is not null && best.edits <= Math.Max(1, best.candidate.Length / 3)
            ? $" Did you mean '{best.candidate}'?"
            : "";
    }

    /// <summary>Levenshtein's distance, ignoring case, one row at a time.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substitution = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
