namespace MLPipeline.Data;

/// <summary>The column that a field or property stands for, where that is not called like it.</summary>
/// <param name="name">Name of the column.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute(string name) : Attribute
{
    /// <summary>Name of the column.</summary>
    public string Name { get; } = name;
}

/// <summary>Keeps a field or property from being a column.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute;

/// <summary>
/// The place of a column in a text file. Rows come from objects here, not from text files, so it has no effect: it lets row classes written for
/// ML.NET compile.
/// </summary>
/// <param name="fieldIndex">Place of the column, from 0.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class LoadColumnAttribute(int fieldIndex) : Attribute
{
    /// <summary>Place of the column, from 0.</summary>
    public int FieldIndex { get; } = fieldIndex;
}
