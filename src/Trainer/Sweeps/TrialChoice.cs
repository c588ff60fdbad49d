namespace MLPipeline.Trainer;

/// <summary>Which combinations are tried: all of them, or so many by chance (J. Bergstra, Y. Bengio 2012).</summary>
internal static class TrialChoice
{
    private const int MostCombinations = 1000;
    private const int DrawsForAnother = 1000;

    /// <summary>What is wrong with the wish, one sentence each.</summary>
    /// <param name="options">What varies.</param>
    /// <param name="count">How many trials; null for all combinations.</param>
    public static IEnumerable<string> Faults(IReadOnlyList<VariedOption> options, int? count)
    {
        if (count is < 2) yield return $"--trials is {count}; it must be at least 2.";
        foreach (var (name, times) in options.CountBy(option => option.Name))
        {
            if (times > 1) yield return $"--vary names {name} {times} times; put its values into one list.";
        }

        if (count is not null) yield break;
        if (options.FirstOrDefault(option => option.Range is not null) is { } range)
        {
            yield return $"--vary {range.Name} is a range, which has no end of values; say how many --trials there are.";
        }
        else if (Combinations(options) is var combinations and (< 2 or > MostCombinations))
        {
            yield return $"--vary makes {combinations} combinations; all of them are tried only if there are 2 to {MostCombinations}, "
                + "else say how many --trials there are.";
        }
    }

    /// <summary>The trials, different from one another; fewer than wanted where there are no more.</summary>
    /// <param name="options">What varies, without faults.</param>
    /// <param name="count">How many trials; null for all combinations.</param>
    /// <param name="seed">Decides which ones.</param>
    public static IReadOnlyList<Trial> Of(IReadOnlyList<VariedOption> options, int? count, int seed)
    {
        var all = options.All(option => option.Range is null) && (count is null || count >= Combinations(options));
        return [.. (all ? Grid(options) : Drawn(options, count!.Value, seed)).Select((values, index) => new Trial(index + 1, values))];
    }

    private static double Combinations(IEnumerable<VariedOption> options) =>
        options.Aggregate(1.0, (product, option) => product * option.Values.Count);

    private static IEnumerable<IReadOnlyList<(string, string)>> Grid(IEnumerable<VariedOption> options) =>
        options.Aggregate<VariedOption, IEnumerable<IReadOnlyList<(string, string)>>>(
            [[]],
            (combinations, option) => combinations.SelectMany(before =>
                option.Values.Select(value => (IReadOnlyList<(string, string)>)[.. before, (option.Name, value)])));

    private static IEnumerable<IReadOnlyList<(string, string)>> Drawn(IReadOnlyList<VariedOption> options, int count, int seed)
    {
        var random = new Random(seed);
        var seen = new HashSet<string>();
        for (var draws = 0; seen.Count < count && draws < count * DrawsForAnother; draws++)
        {
            (string Name, string Value)[] values = [.. options.Select(option => (option.Name, option.Draw(random)))];
            if (seen.Add(string.Join('\n', values.Select(one => one.Value)))) yield return values;
        }
    }
}
