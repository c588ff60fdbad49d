using MLPipeline.Saving;

namespace MLPipeline.Transforms;

/// <summary>Gives a column a second name. There is nothing to learn.</summary>
public sealed class ColumnCopyingEstimator : IEstimator<ColumnCopyingTransformer>
{
    private readonly ColumnCopyingTransformer _transformer;

    internal ColumnCopyingEstimator(string output, string input) => _transformer = new ColumnCopyingTransformer(output, input);

    /// <inheritdoc/>
    public ColumnCopyingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }
}

/// <summary>Gives a column a second name.</summary>
public sealed class ColumnCopyingTransformer : RowTransformer
{
    private readonly string _output;
    private readonly string _input;

    internal ColumnCopyingTransformer(string output, string input) => (_output, _input) = (output, input);

    internal override RowMap Bind(DataViewSchema input)
    {
        var column = input[_input];
        var addition = input.Add(new DataViewSchema.NewColumn(_output, column.Type, column.Annotations));
        return new RowMap(addition.Schema, row => new ExtendedRow(row, addition, _ => row.Read(column.Index)));
    }

    internal override SavedStep Save() => new() { Kind = SavedStep.Copy, Input = _input, Output = _output };
}
