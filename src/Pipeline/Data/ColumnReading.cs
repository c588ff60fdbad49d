namespace MLPipeline.Data;

/// <summary>Reads single columns of a view.</summary>
public static class ColumnReading
{
    /// <summary>The values of a column, row by row, as <see cref="DataViewRow.GetValue{TValue}(string)"/> gives them.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it cannot be read as <typeparamref name="TValue"/>.</exception>
    public static IEnumerable<TValue> GetColumn<TValue>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        var column = data.Schema[columnName];
        var convert = ValueConversion.Require(column, typeof(TValue));
        return data.GetRows().Select(row => (TValue)convert(row.Read(column.Index))!);
    }

    /// <inheritdoc cref="GetColumn{TValue}(IDataView, string)"/>
    public static IEnumerable<TValue> GetColumn<TValue>(this IDataView data, DataViewSchema.Column column) => data.GetColumn<TValue>(column.Name);
}
