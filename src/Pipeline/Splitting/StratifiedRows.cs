namespace MLPipeline;

/// <summary>Deals rows out to parts so that every class has its share in every part and rows that belong together stay together.</summary>
internal static class StratifiedRows
{
    /// <summary>The part of each row.</summary>
    /// <param name="classes">The class of each row, from 0.</param>
    /// <param name="units">The unit of each row: rows of one unit go to one part.</param>
    /// <param name="shares">The share of each part; together 1.</param>
    /// <param name="seed">Decides which rows go where.</param>
    /// <remarks>
    /// Units come in an order that the seed decides, large ones first. Each goes to the part that lacks most whole rows of its class;
    /// where no part lacks a whole row, to the part that is the emptiest for its size and still lacks a fraction (after K. Sechidis,
    /// G. Tsoumakas, I. Vlahavas 2011, On the Stratification of Multi-Label Data).
    /// </remarks>
    public static int[] Assign(IReadOnlyList<int> classes, IReadOnlyList<int> units, IReadOnlyList<double> shares, int seed)
    {
        var rowsByUnit = Enumerable.Range(0, units.Count).GroupBy(row => units[row]).Select(unit => unit.ToArray()).ToArray();
        new Random(seed).Shuffle(rowsByUnit);

        var counts = classes.CountBy(one => one).ToDictionary();
        var lacking = shares.Select(share => counts.ToDictionary(count => count.Key, count => share * count.Value)).ToArray();
        var filled = new double[shares.Count];
        var parts = new int[units.Count];
        foreach (var rows in rowsByUnit.OrderByDescending(rows => rows.Length)) // stable
        {
            var mainClass = rows.Select(row => classes[row]).CountBy(one => one).MaxBy(count => count.Value).Key;
            var part = Enumerable.Range(0, shares.Count).Where(part => shares[part] > 0)
                .OrderByDescending(part => Math.Floor(lacking[part][mainClass] + 1e-9)) // 0.1 · 10 must count as a whole row
                .ThenBy(part => lacking[part][mainClass] > 1e-9 ? 0 : 1)
                .ThenBy(part => filled[part] / shares[part])
                .First();
            foreach (var row in rows)
            {
                parts[row] = part;
                lacking[part][classes[row]]--;
            }

            filled[part] += rows.Length;
        }

        return parts;
    }
}
