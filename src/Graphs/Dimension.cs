using System.Globalization;

namespace MLPipeline.Graphs;

/// <summary>
/// One dimension of a tensor: a known length, a symbol such as <c>batch</c> (the same symbol means the same length everywhere in
/// a graph), or, by default, unknown.
/// </summary>
public readonly record struct Dimension
{
    private readonly long _lengthPlusOne; // so that the default value means "unknown"

    private Dimension(long lengthPlusOne, string? symbol)
    {
        _lengthPlusOne = lengthPlusOne;
        Symbol = symbol;
    }

    /// <summary>Nothing is known about the length.</summary>
    public static Dimension Unknown => default;

    /// <summary>The length, or null when it is not known.</summary>
    public long? Length => _lengthPlusOne == 0 ? null : _lengthPlusOne - 1;

    /// <summary>The name of a length that is fixed only when the network runs, or null.</summary>
    public string? Symbol { get; }

    /// <summary>Whether <see cref="Length"/> has a value.</summary>
    public bool IsKnown => _lengthPlusOne != 0;

    /// <summary>A known length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public static Dimension Of(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new Dimension(length + 1, null);
    }

    /// <summary>A named length such as <c>batch</c>.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static Dimension Symbolic(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Dimension(0, name);
    }

    /// <summary>A known length, as <see cref="Of"/>.</summary>
    public static implicit operator Dimension(long length) => Of(length);

    /// <summary>A named length, as <see cref="Symbolic"/>.</summary>
    public static implicit operator Dimension(string name) => Symbolic(name);

    /// <summary>The length, the symbol or <c>?</c>.</summary>
    public override string ToString() => Length?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
