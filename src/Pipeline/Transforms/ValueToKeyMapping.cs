using MLPipeline.Data;
using MLPipeline.Saving;

namespace MLPipeline.Transforms;

/// <summary>Learns the different texts of a column and numbers them from 1.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly string _output;
    private readonly string _input;
    private readonly KeyOrdinality _ordinality;

    internal ValueToKeyMappingEstimator(string output, string input, KeyOrdinality ordinality) => (_output, _input, _ordinality) = (output, input, ordinality);

    /// <summary>The order in which values get their numbers.</summary>
    public enum KeyOrdinality
    {
        /// <summary>As they come in the data: another order of the rows gives other numbers.</summary>
        ByOccurrence,

        /// <summary>Sorted by their characters' codes, whatever the order of the rows.</summary>
        ByValue,
    }

    /// <inheritdoc/>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ValueToKeyMappingTransformer.RequireText(input.Schema, _input);
        var values = input.GetColumn<string>(_input).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal);
        return new ValueToKeyMappingTransformer(_output, _input, [.. _ordinality == KeyOrdinality.ByValue ? values.Order(StringComparer.Ordinal) : values]);
    }
}

/// <summary>Replaces texts by their numbers from 1; an empty text and one that was not in the data learned from get 0, the missing key.</summary>
public sealed class ValueToKeyMappingTransformer : RowTransformer
{
    private readonly string _output;
    private readonly string _input;
    private readonly string[] _values;
    private readonly Dictionary<string, uint> _keys;

    internal ValueToKeyMappingTransformer(string output, string input, string[] values)
    {
        _output = output;
        _input = input;
        _values = values;
        _keys = values.Index().ToDictionary(entry => entry.Item, entry => (uint)entry.Index + 1, StringComparer.Ordinal);
    }

    internal static void RequireText(DataViewSchema schema, string column)
    {
        if (schema[column].Type is not TextDataViewType)
        {
            throw new ArgumentException($"MapValueToKey takes text, but the column {schema[column]} is none. Give the labels as text.");
        }
    }

    internal override RowMap Bind(DataViewSchema input)
    {
        RequireText(input, _input);
        var place = input[_input].Index;
        var addition = input.Add(new DataViewSchema.NewColumn(_output, new KeyDataViewType(_values.Length), new() { KeyValues = _values }));
        return new RowMap(addition.Schema, row => new ExtendedRow(row, addition, _ => _keys.GetValueOrDefault((string?)row.Read(place) ?? "")));
    }

    internal override SavedStep Save() => new() { Kind = SavedStep.ValueToKey, Input = _input, Output = _output, Values = _values };
}
