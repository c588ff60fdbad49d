using System.Collections;

namespace MLPipeline.Graphs;

/// <summary>The dimensions of a tensor, outermost first; a scalar has none. Immutable; two shapes are equal when their dimensions are.</summary>
public sealed class TensorShape : IReadOnlyList<Dimension>, IEquatable<TensorShape>
{
    private readonly Dimension[] _dimensions;

    /// <summary>A shape from its dimensions: numbers and names convert, as in <c>new TensorShape("batch", 3, 224, 224)</c>.</summary>
    public TensorShape(params ReadOnlySpan<Dimension> dimensions) => _dimensions = dimensions.ToArray();

    /// <summary>A shape from any sequence of dimensions.</summary>
    public TensorShape(IEnumerable<Dimension> dimensions) => _dimensions = [.. dimensions];

    /// <summary>The shape of a single number.</summary>
    public static TensorShape Scalar { get; } = new();

    /// <summary>The rank: how many dimensions there are.</summary>
    public int Count => _dimensions.Length;

    /// <summary>The number of elements, or null while a dimension is unknown or symbolic, or when 64 bits cannot hold it. A scalar has one.</summary>
    public long? ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var dimension in _dimensions)
            {
                if (dimension.Length is not { } length) return null;
                if (Math.BigMul(count, length, out var product) != 0 || product < 0) return null;
                count = product;
            }

            return count;
        }
    }

    /// <summary>The dimension at <paramref name="index"/>, 0 being the outermost.</summary>
    public Dimension this[int index] => _dimensions[index];

    /// <summary>A shape with only known lengths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static TensorShape Of(params ReadOnlySpan<long> lengths)
    {
        var dimensions = new Dimension[lengths.Length];
        for (var i = 0; i < lengths.Length; i++) dimensions[i] = lengths[i];
        return new TensorShape(dimensions);
    }

    /// <summary>The same shape with one dimension replaced.</summary>
    public TensorShape With(int index, Dimension dimension)
    {
        var dimensions = (Dimension[])_dimensions.Clone();
        dimensions[index] = dimension;
        return new TensorShape(dimensions);
    }

    /// <inheritdoc/>
    public IEnumerator<Dimension> GetEnumerator() => ((IEnumerable<Dimension>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var dimension in _dimensions) hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>As <c>[batch, 3, 224, 224]</c>; <c>[]</c> for a scalar, <c>?</c> for an unknown length.</summary>
    public override string ToString() => $"[{string.Join(", ", _dimensions)}]";
}
