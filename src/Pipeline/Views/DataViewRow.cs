using MLPipeline.Data;

namespace MLPipeline;

/// <summary>A row of a view. Its values are read when they are asked for, and not kept: an image's bytes come from its file each time.</summary>
public abstract class DataViewRow
{
    private protected DataViewRow(DataViewSchema schema) => Schema = schema;

    /// <summary>The columns.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The row's place in the data it first came from, from 0.</summary>
    public abstract long Position { get; }

    /// <summary>The value of a column.</summary>
    /// <typeparam name="TValue">
    /// For text <see cref="string"/> or <c>ReadOnlyMemory&lt;char&gt;</c>; for keys <see cref="uint"/>, 1 for the first, 0 for a missing one;
    /// for vectors an array or a <see cref="VBuffer{T}"/>; for scores also <c>LabelScore[]</c>; numbers convert into each other.
    /// </typeparam>
    /// <exception cref="ArgumentException">There is no such column, or it cannot be read as <typeparamref name="TValue"/>.</exception>
    /// <exception cref="Imaging.ImageException">The column holds an image that cannot be read.</exception>
    public TValue GetValue<TValue>(string columnName) => GetValue<TValue>(Schema[columnName]);

    /// <inheritdoc cref="GetValue{TValue}(string)"/>
    public TValue GetValue<TValue>(DataViewSchema.Column column) => (TValue)ValueConversion.Require(column, typeof(TValue))(Read(column.Index))!;

    /// <summary>
    /// The value as views hold it: <see cref="string"/>, <see cref="uint"/>, another number, <see cref="bool"/>, <c>float[]</c>, or an
    /// <see cref="EncodedImage"/> for a vector of bytes.
    /// </summary>
    internal abstract object? Read(int column);
}
