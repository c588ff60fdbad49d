namespace MLPipeline.Graphs;

/// <summary>
/// Operators that only move elements, as lists of indices: for each element of the result, in row-major order, the index of the
/// element of the input that it is.
/// </summary>
internal static class Movement
{
    public static IEnumerable<long> Transpose(ReadOnlySpan<long> dimensions, int[] order)
    {
        var strides = Strides(dimensions);
        var lengths = dimensions.ToArray();
        return Walk([.. order.Select(axis => lengths[axis])], [.. order.Select(axis => strides[axis])]);
    }

    public static IEnumerable<long> Stretch(ReadOnlySpan<long> dimensions, long[] result)
    {
        var strides = Strides(dimensions);
        var added = result.Length - dimensions.Length;
        var lengths = dimensions.ToArray();
        return Walk(result, [.. result.Select((_, axis) => axis < added || lengths[axis - added] == 1 ? 0 : strides[axis - added])]);
    }

    public static IEnumerable<long> Gather(ReadOnlySpan<long> dimensions, int axis, long[] indices)
    {
        var length = dimensions[axis];
        return Select(dimensions, axis, [.. indices.Select(index => index < 0 ? index + length : index)]);
    }

    public static IEnumerable<long> Slice(ReadOnlySpan<long> dimensions, IReadOnlyDictionary<int, SliceRange> ranges)
    {
        var lengths = dimensions.ToArray();
        var chosen = lengths.Select((length, axis) => (ranges.TryGetValue(axis, out var range) ? range : new SliceRange(0, length, 1)).Indices(length).ToArray()).ToArray();
        return Select(Strides(dimensions), chosen);
    }

    private static IEnumerable<long> Select(ReadOnlySpan<long> dimensions, int axis, long[] indices)
    {
        var lengths = dimensions.ToArray();
        var chosen = lengths.Select((length, each) => each == axis ? indices : [.. Enumerable.Range(0, (int)length).Select(index => (long)index)]).ToArray();
        return Select(Strides(dimensions), chosen);
    }

    private static IEnumerable<long> Select(long[] strides, long[][] chosen) =>
        Walk([.. chosen.Select(indices => (long)indices.Length)], null).Select(position =>
        {
            var source = 0L;
            for (var axis = chosen.Length - 1; axis >= 0; axis--)
            {
                source += chosen[axis][position % chosen[axis].Length] * strides[axis];
                position /= chosen[axis].Length;
            }

            return source;
        });

    /// <summary>All positions of a box in row-major order, as sums of strides; without strides: counted through.</summary>
    private static IEnumerable<long> Walk(long[] lengths, long[]? strides)
    {
        strides ??= Strides(lengths);
        var count = lengths.Aggregate(1L, (product, length) => product * length);
        for (var i = 0L; i < count; i++)
        {
            var (rest, index) = (i, 0L);
            for (var axis = lengths.Length - 1; axis >= 0; axis--)
            {
                index += rest % lengths[axis] * strides[axis];
                rest /= lengths[axis];
            }

            yield return index;
        }
    }

    private static long[] Strides(ReadOnlySpan<long> dimensions)
    {
        var strides = new long[dimensions.Length];
        var stride = 1L;
        for (var axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= dimensions[axis];
        }

        return strides;
    }
}
