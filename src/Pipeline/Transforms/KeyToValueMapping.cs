using MLPipeline.Data;
using MLPipeline.Saving;

namespace MLPipeline.Transforms;

/// <summary>Replaces keys by the values they stand for. There is nothing to learn.</summary>
public sealed class KeyToValueMappingEstimator : IEstimator<KeyToValueMappingTransformer>
{
    private readonly KeyToValueMappingTransformer _transformer;

    internal KeyToValueMappingEstimator(string output, string input) => _transformer = new KeyToValueMappingTransformer(output, input);

    /// <inheritdoc/>
    public KeyToValueMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.Bind(input.Schema);
        return _transformer;
    }
}

/// <summary>Replaces keys by the values they stand for; the missing key becomes an empty text.</summary>
public sealed class KeyToValueMappingTransformer : RowTransformer
{
    private readonly string _output;
    private readonly string _input;

    internal KeyToValueMappingTransformer(string output, string input) => (_output, _input) = (output, input);

    internal override RowMap Bind(DataViewSchema input)
    {
        var column = input[_input];
        if (column.Type is not KeyDataViewType || column.Annotations.KeyValues is not { } values)
        {
            throw new ArgumentException($"MapKeyToValue takes keys whose values are known, but the column {column} has none. MapValueToKey and the trainer make such columns.");
        }

        var addition = input.Add(new DataViewSchema.NewColumn(_output, TextDataViewType.Instance));
        return new RowMap(addition.Schema, row => new ExtendedRow(row, addition, _ => (uint)row.Read(column.Index)! is var key and > 0 ? values[(int)key - 1] : ""));
    }

    internal override SavedStep Save() => new() { Kind = SavedStep.KeyToValue, Input = _input, Output = _output };
}
