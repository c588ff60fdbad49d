namespace MLPipeline.Graphs;

/// <summary>Names that may have been meant, by edit distance (Levenshtein 1966) without regard to case.</summary>
internal static class NearestNames
{
    private const int Shown = 3;

    public static IReadOnlyList<string> To(string name, IEnumerable<string> names) =>
        [.. names.OrderBy(each => Distance(name.ToUpperInvariant(), each.ToUpperInvariant())).ThenBy(each => each, StringComparer.Ordinal).Take(Shown)];

    private static int Distance(string a, string b)
    {
        int[] above = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            above = row;
        }

        return above[^1];
    }
}
