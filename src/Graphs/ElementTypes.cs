namespace MLPipeline.Graphs;

/// <summary>What the code needs to know about each element type.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one element; text has no fixed size.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Text has no fixed element size."),
    };

    public static bool IsFloating(ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The type that holds a <typeparamref name="T"/> in memory as it is.</summary>
    public static bool Holds<T>(ElementType type) => type switch
    {
        ElementType.Float32 => typeof(T) == typeof(float),
        ElementType.Float64 => typeof(T) == typeof(double),
        ElementType.Float16 => typeof(T) == typeof(Half),
        ElementType.BFloat16 => typeof(T) == typeof(ushort),
        ElementType.Int8 => typeof(T) == typeof(sbyte),
        ElementType.UInt8 => typeof(T) == typeof(byte),
        ElementType.Int16 => typeof(T) == typeof(short),
        ElementType.UInt16 => typeof(T) == typeof(ushort),
        ElementType.Int32 => typeof(T) == typeof(int),
        ElementType.UInt32 => typeof(T) == typeof(uint),
        ElementType.Int64 => typeof(T) == typeof(long),
        ElementType.UInt64 => typeof(T) == typeof(ulong),
        ElementType.Bool => typeof(T) == typeof(bool) || typeof(T) == typeof(byte),
        _ => false,
    };
}
