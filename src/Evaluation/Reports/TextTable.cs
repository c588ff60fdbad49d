namespace MLPipeline.Evaluation;

/// <summary>A table of plain text: numbers to the right, names to the left, two blanks between columns.</summary>
internal sealed class TextTable(params TextColumn[] columns)
{
    private const int Gap = 2;
    private const int NarrowestName = 8;

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The fewest columns of a terminal that the table with all its columns can be squeezed into.</summary>
    public int LeastWidth => WidthOf([.. Enumerable.Range(0, columns.Length).Select(Least)]);

    /// <summary>
    /// The header, unless all headers are empty, and the rows. Names are cut until the table fits or they are 8 wide; then optional columns
    /// go, the last first.
    /// </summary>
    public IEnumerable<string> Lines(int width)
    {
        var shown = columns.Length;
        while (columns[shown - 1].IsOptional && WidthOf([.. Enumerable.Range(0, shown).Select(Least)]) > width)
            shown--;

        var widths = Enumerable.Range(0, shown).Select(Natural).ToArray();
        for (var excess = WidthOf(widths) - width; excess > 0; excess--)
        {
            var shrinkable = Enumerable.Range(0, shown).Where(column => widths[column] > Least(column)).ToArray();
            if (shrinkable.Length == 0)
                break;
            widths[shrinkable.MaxBy(column => widths[column])]--;
        }

        string[] headers = [.. columns.Select(column => column.Header)];
        foreach (var row in headers.All(string.IsNullOrEmpty) ? _rows : [headers, .. _rows])
        {
            var cells = row.Take(shown).Select((cell, column) => Cell(cell, column, widths[column]));
            yield return string.Join(new string(' ', Gap), cells).TrimEnd();
        }
    }

    private static int WidthOf(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    private string Cell(string text, int column, int width) =>
        columns[column].IsName ? DisplayWidth.PadRight(DisplayWidth.Cut(text, width), width) : DisplayWidth.PadLeft(text, width);

    private int Least(int column) => columns[column].IsName ? Math.Min(Natural(column), NarrowestName) : Natural(column);

    private int Natural(int column) =>
        _rows.Select(row => DisplayWidth.Of(row[column])).Append(DisplayWidth.Of(columns[column].Header)).Max();
}

/// <summary>
/// A column: names stand left and may be cut, numbers stand right and are always whole; what is optional may be left out.
/// </summary>
internal sealed record TextColumn(string Header, bool IsName = false, bool IsOptional = false);
