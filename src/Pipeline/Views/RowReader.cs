namespace MLPipeline;

/// <summary>Fills objects with the values of rows; what a column becomes is decided once, for all rows.</summary>
internal sealed class RowReader<TRow>
    where TRow : class, new()
{
    private readonly (RowMember Member, int Column, Func<object?, object?> Convert)[] _bindings;

    /// <exception cref="ArgumentException">A member has no column (unless these are ignored) or another type than its column; every one is listed.</exception>
    public RowReader(DataViewSchema schema, bool ignoreMissingColumns)
    {
        var faults = new List<string>();
        var bindings = new List<(RowMember, int, Func<object?, object?>)>();
        foreach (var member in RowMember.Of(typeof(TRow)).Where(member => member.CanWrite))
        {
            if (schema.GetColumnOrNull(member.Column) is not { } column)
            {
                if (!ignoreMissingColumns)
                {
                    faults.Add($"there is no column '{member.Column}'");
                }
            }
            else if (ValueConversion.Find(column, member.Type) is { } convert)
            {
                bindings.Add((member, column.Index, convert));
            }
            else
            {
                faults.Add($"the column {column} cannot be read as {member.Type.Name}");
            }
        }

        _bindings = faults.Count == 0
            ? [.. bindings]
            : throw new ArgumentException($"{typeof(TRow).Name} does not fit: {string.Join("; ", faults)}. The columns are: {schema}.");
    }

    public TRow Read(DataViewRow row, TRow? into = null)
    {
        var result = into ?? new TRow();
        foreach (var (member, column, convert) in _bindings)
        {
            member.Set(result, convert(row.Read(column)));
        }

        return result;
    }
}
