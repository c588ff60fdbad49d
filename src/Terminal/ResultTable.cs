using Spectre.Console;

namespace MLPipeline.Terminal;

/// <summary>A table of results. Numbers stand on the right with their unit in the heading; cells are shown as they are, never as markup.</summary>
public sealed class ResultTable
{
    private readonly Table _table = new() { Border = TableBorder.None };

    /// <param name="columns">From left to right.</param>
    public ResultTable(params IReadOnlyList<ResultColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (var column in columns)
        {
            var heading = new Text(column.Unit is null ? column.Title : $"{column.Title} ({column.Unit})");
            _table.AddColumn(new TableColumn(heading)
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = column.IsNumber,
                Padding = new Padding(left: 0, top: 0, right: 2, bottom: 0),
            });
        }
    }

    /// <summary>Adds a row; cells that are left out stay empty.</summary>
    /// <exception cref="InvalidOperationException">There are more cells than columns.</exception>
    public void AddRow(params IReadOnlyList<string> cells) => _table.AddRow(cells.Select(cell => new Text(PrintableText.Of(cell))));

    internal Table Content => _table;
}

/// <summary>A column of a <see cref="ResultTable"/>.</summary>
/// <param name="Title">The heading.</param>
/// <param name="IsNumber">Whether its cells are numbers: aligned on the right and never broken.</param>
/// <param name="Unit">What the numbers count, shown beside the title.</param>
public sealed record ResultColumn(string Title, bool IsNumber = false, string? Unit = null)
{
    /// <summary>A column of text.</summary>
    public static implicit operator ResultColumn(string title) => new(title);
}
