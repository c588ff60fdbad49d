namespace MLPipeline.Terminal;

/// <summary>Finds what the user probably meant by a misspelt name.</summary>
internal static class NearestName
{
    /// <summary>" Did you mean 'x'?", or nothing when too many letters would have to change: a third of them, or two in a short word (letters swapped).</summary>
    public static string Suggestion(string name, IEnumerable<string> candidates)
    {
        var (edits, nearest) = candidates.Select(candidate => (Edits: Edits(name, candidate), candidate)).OrderBy(pair => pair.Edits).FirstOrDefault((int.MaxValue, ""));
        return edits <= Math.Max(nearest.Length < 4 ? 1 : 2, nearest.Length / 3) ? $" Did you mean '{nearest}'?" : "";
    }

    /// <summary>Levenshtein's distance: single letters inserted, removed or replaced.</summary>
    private static int Edits(string from, string to)
    {
        var above = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            above[column] = column;
        }

        foreach (var (row, letter) in from.Index())
        {
            var current = new int[to.Length + 1];
            current[0] = row + 1;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = above[column - 1] + (letter == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, 1 + Math.Min(above[column], current[column - 1]));
            }

            above = current;
        }

        return above[^1];
    }
}
