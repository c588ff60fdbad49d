using MLPipeline.Data;

namespace MLPipeline;

/// <summary>Objects as rows: their public fields and properties are the columns.</summary>
internal sealed class ObjectView<TRow>(IEnumerable<TRow> objects) : IDataView
    where TRow : class
{
    public DataViewSchema Schema { get; } = ObjectRow.SchemaOf(typeof(TRow));

    public long? GetRowCount() => objects switch
    {
        IReadOnlyCollection<TRow> collection => collection.Count,
        ICollection<TRow> collection => collection.Count,
        _ => null,
    };

    public IEnumerable<DataViewRow> GetRows() => objects.Select((row, position) => new ObjectRow(Schema, row, position));
}

/// <summary>An object as a row.</summary>
internal sealed class ObjectRow(DataViewSchema schema, object source, long position) : DataViewRow(schema)
{
    public override long Position => position;

    /// <exception cref="ArgumentException">A member's type cannot be a column; every one is listed.</exception>
    public static DataViewSchema SchemaOf(Type type)
    {
        var members = RowMember.Of(type).Where(member => member.CanRead).ToList();
        var faults = members.Where(member => DataViewType.Find(member.Type) is null).ToList();
        return faults.Count == 0
            ? new DataViewSchema(members.Select(member => new DataViewSchema.NewColumn(member.Column, DataViewType.Find(member.Type)!)))
            : throw new ArgumentException(
                $"{type.Name} cannot be the type of rows: {string.Join(", ", faults.Select(member => $"{member.Column} is {member.Type.Name}"))}. "
                + "Columns are text (string), numbers, bool, byte[] (an encoded image) or float[]; [NoColumn] leaves a member out.");
    }

    internal override object? Read(int column)
    {
        var value = RowMember.Of(source.GetType(), Schema[column].Name).Get(source);
        return value switch
        {
            byte[] bytes => EncodedImage.FromBytes(bytes, $"the image of row {position}"),
            VBuffer<byte> bytes => EncodedImage.FromBytes([.. bytes.DenseValues()], $"the image of row {position}"),
            VBuffer<float> numbers => numbers.DenseValues().ToArray(),
            ReadOnlyMemory<char> text => text.ToString(),
            null when Schema[column].Type is VectorDataViewType { IsImage: true } => EncodedImage.FromBytes([], $"the image of row {position}"),
            null when Schema[column].Type is VectorDataViewType => Array.Empty<float>(),
            _ => value,
        };
    }
}
