using System.Globalization;

namespace MLPipeline.Graphs;

/// <summary>
/// Gives every value (or every node) of one graph its name. A wish that is free is granted; otherwise a number is put behind it.
/// The same wishes in the same order get the same names.
/// </summary>
internal sealed class NameAuthority
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counters = new(StringComparer.Ordinal);

    public bool IsTaken(string name) => _taken.Contains(name);

    /// <summary>Takes exactly this name; false when it is not free.</summary>
    public bool TryTake(string name) => _taken.Add(name);

    /// <summary>Takes the name, or the name with the first free number behind it: <c>x</c>, <c>x_1</c>, <c>x_2</c>.</summary>
    public string Take(string wish)
    {
        if (_taken.Add(wish)) return wish;
        var number = _counters.GetValueOrDefault(wish);
        string name;
        do
        {
            number++;
            name = string.Create(CultureInfo.InvariantCulture, $"{wish}_{number}");
        }
        while (!_taken.Add(name));
        _counters[wish] = number;
        return name;
    }
}
