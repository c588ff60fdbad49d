namespace MLPipeline.Data;

/// <summary>A vector, always dense here. Immutable; <c>default</c> is empty.</summary>
/// <typeparam name="T">Type of an element.</typeparam>
public readonly struct VBuffer<T>
{
    private readonly T[]? _values;

    /// <summary>Takes <paramref name="values"/> over, without a copy.</summary>
    public VBuffer(T[] values) => _values = values;

    /// <summary>The number of elements.</summary>
    public int Length => Values.Length;

    private T[] Values => _values ?? [];

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> GetValues() => Values;

    /// <summary>The elements, one after the other.</summary>
    public IEnumerable<T> DenseValues() => Values;

    /// <summary>The element at a place, from 0.</summary>
    public T GetItemOrDefault(int slot) => Values[slot];
}
