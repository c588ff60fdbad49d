using MLPipeline.Saving;

namespace MLPipeline;

/// <summary>A single step: the columns it adds to a row depend on that row alone.</summary>
public abstract class RowTransformer : ITransformer
{
    private protected RowTransformer()
    {
    }

    IEnumerable<RowTransformer> ITransformer.Steps => [this];

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).Schema;
    }

    /// <inheritdoc/>
    public virtual IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(input, Bind(input.Schema));
    }

    /// <summary>Checks the columns and gives the way from a row to the row with more columns.</summary>
    internal abstract RowMap Bind(DataViewSchema input);

    /// <summary>All that a model file has to know to make this step again.</summary>
    internal abstract SavedStep Save();
}

/// <summary>The way from a row to the row with more columns.</summary>
/// <param name="Schema">The columns afterwards.</param>
/// <param name="Map">Makes a row; reads nothing before the new row is read.</param>
internal sealed record RowMap(DataViewSchema Schema, Func<DataViewRow, DataViewRow> Map)
{
    /// <summary>Several steps as one.</summary>
    public static RowMap Of(IEnumerable<RowTransformer> steps, DataViewSchema input) => steps.Aggregate(new RowMap(input, row => row), (before, step) =>
    {
        var next = step.Bind(before.Schema);
        return new RowMap(next.Schema, row => next.Map(before.Map(row)));
    });
}
