namespace MLPipeline.Graphs;

/// <summary>
/// What is known about the whole numbers in a small tensor: lengths that were taken from shapes, and what exporters compute from
/// them. An entry is a number, a symbol such as <c>batch</c>, or unknown.
/// </summary>
internal sealed class IntegerTensor
{
    /// <summary>Shapes, pads and axes are shorter by far; larger tensors are data, not lengths.</summary>
    private const int LargestCount = 1024;

    private readonly long[] _dimensions;
    private readonly IntegerEntry[] _entries;

    public IntegerTensor(ReadOnlySpan<long> dimensions, IntegerEntry[] entries)
    {
        _dimensions = dimensions.ToArray();
        _entries = entries;
    }

    public ReadOnlySpan<long> Dimensions => _dimensions;

    public ReadOnlySpan<IntegerEntry> Entries => _entries;

    public bool IsKnown => Array.TrueForAll(_entries, entry => entry.Number is not null);

    public static bool CanHold(long count) => count is >= 0 and <= LargestCount;

    public static IntegerTensor Vector(params IntegerEntry[] entries) => new([entries.Length], entries);

    /// <summary>The numbers of a small integer constant; null for other constants.</summary>
    public static IntegerTensor? From(TensorData data)
    {
        var isInteger = data.ElementType is not (ElementType.String or ElementType.UInt64) && !ElementTypes.IsFloating(data.ElementType);
        return isInteger && CanHold(data.Count) ? new IntegerTensor([.. data.Dimensions], [.. data.ToInt64s().Select(IntegerEntry.Of)]) : null;
    }

    /// <summary>The numbers, or null as long as one of them is not known.</summary>
    public long[]? ToNumbers() => IsKnown ? [.. _entries.Select(entry => entry.Number!.Value)] : null;

    /// <summary>The same entries under other dimensions.</summary>
    public IntegerTensor Reshape(ReadOnlySpan<long> dimensions) => new(dimensions, _entries);

    /// <summary>A tensor whose entries are picked from this one's; <paramref name="source"/> says which index each comes from.</summary>
    public IntegerTensor Pick(ReadOnlySpan<long> dimensions, IEnumerable<long> source) => new(dimensions, [.. source.Select(index => _entries[index])]);
}

/// <summary>A whole number, a symbol, or (by default) neither known.</summary>
internal readonly record struct IntegerEntry(long? Number, string? Symbol)
{
    public static IntegerEntry Of(long number) => new(number, null);

    public static IntegerEntry Of(Dimension dimension) => new(dimension.Length, dimension.Symbol);

    /// <summary>The entry as the length of a dimension; a negative number is none.</summary>
    public Dimension ToDimension() => Number is >= 0 and { } length ? Dimension.Of(length) : Symbol is { } symbol ? Dimension.Symbolic(symbol) : Dimension.Unknown;
}
