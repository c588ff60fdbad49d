namespace MLPipeline;

/// <summary>A row with columns added; the others are read from where they were.</summary>
/// <param name="source">The row below.</param>
/// <param name="addition">The schema with the columns added.</param>
/// <param name="read">The value of the added column of a number.</param>
internal sealed class ExtendedRow(DataViewRow source, DataViewSchema.Addition addition, Func<int, object?> read) : DataViewRow(addition.Schema)
{
    public override long Position => source.Position;

    internal override object? Read(int column) => Array.IndexOf(addition.Places, column) is >= 0 and var added ? read(added) : source.Read(column);
}
