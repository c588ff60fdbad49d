namespace MLPipeline;

/// <summary>
/// A table that is computed while it is read: every enumeration of the rows starts anew, and a row computes a value when that value is
/// asked for. Views are made by <see cref="DataOperationsCatalog"/> and by <see cref="ITransformer.Transform"/>; they are immutable and may be
/// read from several threads, if the data they were made from may.
/// </summary>
public interface IDataView
{
    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>The number of rows, or null when only reading them would tell.</summary>
    long? GetRowCount();

    /// <summary>The rows in order. A row stays readable after the enumeration has gone on.</summary>
    IEnumerable<DataViewRow> GetRows();
}
