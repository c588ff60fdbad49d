using System.Collections;
using MLPipeline.Data;

namespace MLPipeline;

/// <summary>The columns of a view: names, types and annotations. Immutable.</summary>
public sealed class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _places;

    internal DataViewSchema(IEnumerable<NewColumn> columns)
    {
        _columns = [.. columns.Select((column, index) => new Column(column.Name, index, column.Type, column.Annotations ?? Annotations.Empty))];
        _places = _columns.ToDictionary(column => column.Name, column => column.Index, StringComparer.Ordinal);
    }

    /// <summary>The number of columns.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at a place, from 0.</summary>
    public Column this[int index] => _columns[index];

    /// <summary>The column of a name; upper and lower case differ.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those that are there.</exception>
    public Column this[string name] => GetColumnOrNull(name)
        ?? throw new ArgumentException($"There is no column '{name}'. The columns are: {this}.", nameof(name));

    /// <summary>The column of a name, or null.</summary>
    public Column? GetColumnOrNull(string name) => _places.TryGetValue(name, out var place) ? _columns[place] : null;

    /// <inheritdoc/>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Names and types.</summary>
    public override string ToString() => string.Join(", ", _columns.Select(column => column.ToString()));

    /// <summary>This schema with more columns: one whose name is taken stands in the place of the old one.</summary>
    internal Addition Add(params ReadOnlySpan<NewColumn> added)
    {
        var columns = _columns.Select(column => new NewColumn(column.Name, column.Type, column.Annotations)).ToList();
        var places = new int[added.Length];
        for (var i = 0; i < added.Length; i++)
        {
            if (_places.TryGetValue(added[i].Name, out places[i]))
            {
                columns[places[i]] = added[i];
            }
            else
            {
                places[i] = columns.Count;
                columns.Add(added[i]);
            }
        }

        return new Addition(new DataViewSchema(columns), places);
    }

    /// <summary>A column. Immutable.</summary>
    public readonly struct Column
    {
        internal Column(string name, int index, DataViewType type, Annotations annotations) => (Name, Index, Type, Annotations) = (name, index, type, annotations);

        /// <summary>Its name.</summary>
        public string Name { get; }

        /// <summary>Its place in the schema, from 0.</summary>
        public int Index { get; }

        /// <summary>What its values are.</summary>
        public DataViewType Type { get; }

        /// <summary>What is known about all its values.</summary>
        public Annotations Annotations { get; }

        /// <summary>Whether the elements of its vectors have names, as class scores do.</summary>
        public bool HasSlotNames() => Annotations.SlotNames is not null;

        /// <summary>Whether its keys stand for values that are known.</summary>
        public bool HasKeyValues() => Annotations.KeyValues is not null;

        /// <summary>Gives the names of the vectors' elements; for scores the class names. <see cref="Annotations.SlotNames"/> is the plain way.</summary>
        /// <exception cref="InvalidOperationException">There are none.</exception>
        public void GetSlotNames(ref VBuffer<ReadOnlyMemory<char>> slotNames) => slotNames = Texts(Annotations.SlotNames, "slot names");

        /// <summary>Gives the values of the keys: element 0 belongs to key 1. <see cref="Annotations.KeyValues"/> is the plain way.</summary>
        /// <exception cref="InvalidOperationException">There are none.</exception>
        public void GetKeyValues(ref VBuffer<ReadOnlyMemory<char>> keyValues) => keyValues = Texts(Annotations.KeyValues, "key values");

        /// <summary>Name and type.</summary>
        public override string ToString() => $"{Name} ({Type})";

        private VBuffer<ReadOnlyMemory<char>> Texts(IReadOnlyList<string>? texts, string what) => texts is null
            ? throw new InvalidOperationException($"The column {this} has no {what}.")
            : new VBuffer<ReadOnlyMemory<char>>([.. texts.Select(text => text.AsMemory())]);
    }

    /// <summary>What is known about all values of a column. Immutable.</summary>
    public sealed class Annotations
    {
        internal static Annotations Empty { get; } = new();

        /// <summary>The values that keys stand for: element 0 belongs to key 1. Null when there are none.</summary>
        public IReadOnlyList<string>? KeyValues { get; internal init; }

        /// <summary>The names of the elements of vectors, in their order; for scores the class names. Null when there are none.</summary>
        public IReadOnlyList<string>? SlotNames { get; internal init; }
    }

    internal sealed record NewColumn(string Name, DataViewType Type, Annotations? Annotations = null);

    /// <summary>A schema with columns added, and where these stand in it.</summary>
    internal sealed record Addition(DataViewSchema Schema, int[] Places);
}
