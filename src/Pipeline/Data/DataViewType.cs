namespace MLPipeline.Data;

/// <summary>What the values of a column are. Immutable; types compare by content.</summary>
/// <param name="RawType">The .NET type of a value.</param>
public abstract record DataViewType(Type RawType)
{
    /// <summary>The column type of a member of a row class; null when it cannot be a column.</summary>
    internal static DataViewType? Find(Type type) =>
        type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? TextDataViewType.Instance
        : type == typeof(bool) ? BooleanDataViewType.Instance
        : type == typeof(byte[]) || type == typeof(VBuffer<byte>) ? VectorDataViewType.Image
        : type == typeof(float[]) || type == typeof(VBuffer<float>) ? new VectorDataViewType(NumberDataViewType.Single)
        : NumberDataViewType.Find(type);
}

/// <summary>Text.</summary>
public sealed record TextDataViewType : DataViewType
{
    private TextDataViewType()
        : base(typeof(string))
    {
    }

    /// <summary>The only one.</summary>
    public static TextDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "String";
}

/// <summary>True or false.</summary>
public sealed record BooleanDataViewType : DataViewType
{
    private BooleanDataViewType()
        : base(typeof(bool))
    {
    }

    /// <summary>The only one.</summary>
    public static BooleanDataViewType Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "Boolean";
}

/// <summary>A number.</summary>
public sealed record NumberDataViewType : DataViewType
{
    private static readonly NumberDataViewType[] All =
        [.. new[] { typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double) }.Select(type => new NumberDataViewType(type))];

    private NumberDataViewType(Type rawType)
        : base(rawType)
    {
    }

    /// <summary>0 to 255.</summary>
    public static NumberDataViewType Byte { get; } = Find(typeof(byte))!;

    /// <summary>Whole numbers of 32 bits.</summary>
    public static NumberDataViewType Int32 { get; } = Find(typeof(int))!;

    /// <summary>Whole numbers of 32 bits from 0.</summary>
    public static NumberDataViewType UInt32 { get; } = Find(typeof(uint))!;

    /// <summary>Floating-point numbers of 32 bits.</summary>
    public static NumberDataViewType Single { get; } = Find(typeof(float))!;

    /// <summary>Floating-point numbers of 64 bits.</summary>
    public static NumberDataViewType Double { get; } = Find(typeof(double))!;

    /// <inheritdoc/>
    public override string ToString() => RawType.Name;

    internal static new NumberDataViewType? Find(Type type) => Array.Find(All, number => number.RawType == type);

    internal static NumberDataViewType? Find(string name) => Array.Find(All, number => number.RawType.Name == name);
}

/// <summary>One of a known number of values, as a number from 1; 0 stands for a missing one.</summary>
/// <param name="Count">How many values there are.</param>
public sealed record KeyDataViewType(int Count) : DataViewType(typeof(uint))
{
    /// <inheritdoc/>
    public override string ToString() => $"Key<UInt32, 0-{Count - 1}>";
}

/// <summary>Several numbers.</summary>
/// <param name="ItemType">What each of them is: <see cref="NumberDataViewType.Byte"/> for encoded images, <see cref="NumberDataViewType.Single"/> for scores.</param>
/// <param name="Size">How many; 0 when that differs from row to row.</param>
public sealed record VectorDataViewType(NumberDataViewType ItemType, int Size = 0) : DataViewType(typeof(VBuffer<>).MakeGenericType(ItemType.RawType))
{
    internal static VectorDataViewType Image { get; } = new(NumberDataViewType.Byte);

    internal bool IsImage => ItemType == NumberDataViewType.Byte;

    /// <inheritdoc/>
    public override string ToString() => Size == 0 ? $"Vector<{ItemType}>" : $"Vector<{ItemType}, {Size}>";
}
