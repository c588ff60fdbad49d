namespace MLPipeline;

/// <summary>Rows made one by one from those of another view.</summary>
internal sealed class MappedView(IDataView source, RowMap map) : IDataView
{
    public DataViewSchema Schema => map.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public IEnumerable<DataViewRow> GetRows() => source.GetRows().Select(map.Map);
}

/// <summary>Some rows of another view, by their places in it.</summary>
internal sealed class SelectedRows(IDataView source, bool[] selected) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => selected.LongCount(isSelected => isSelected);

    public IEnumerable<DataViewRow> GetRows() => source.GetRows().Where((_, place) => place < selected.Length && selected[place]);
}

/// <summary>All rows of another view in an order that the seed decides.</summary>
internal sealed class ShuffledRows(IDataView source, int seed) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public IEnumerable<DataViewRow> GetRows()
    {
        var rows = source.GetRows().ToArray(); // rows without their values: a path or a reference each
        new Random(seed).Shuffle(rows);
        return rows;
    }
}
