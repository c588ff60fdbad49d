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

    /// <summary>Letters inserted, removed, replaced, or swapped with their neighbour (Damerau 1964, optimal string alignment), ignoring case.</summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    edits[i - 1, j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1),
                    1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[from.Length, to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
