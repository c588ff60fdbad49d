namespace MLPipeline;

/// <summary>Finds the rows that belong together: those that share any mark (the content of an image, the key of a group).</summary>
internal sealed class RowUnits
{
    private readonly List<int> _parents = [];
    private readonly Dictionary<object, int> _firstRows = [];

    /// <summary>Adds the next row with its marks; none for a row on its own.</summary>
    public void Add(params ReadOnlySpan<object> marks)
    {
        var row = _parents.Count;
        _parents.Add(row);
        foreach (var mark in marks)
        {
            if (!_firstRows.TryAdd(mark, row))
            {
                var (a, b) = (Find(row), Find(_firstRows[mark]));
                _parents[Math.Max(a, b)] = Math.Min(a, b);
            }
        }
    }

    /// <summary>For each row the first row of its unit.</summary>
    public int[] ToArray() => [.. Enumerable.Range(0, _parents.Count).Select(Find)];

    private int Find(int row)
    {
        while (_parents[row] != row)
        {
            row = _parents[row] = _parents[_parents[row]];
        }

        return row;
    }
}
