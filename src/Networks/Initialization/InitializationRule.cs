using System.Runtime.InteropServices;
using MLPipeline.Graphs;

namespace MLPipeline.Networks;

/// <summary>
/// How a parameter starts. Immutable. The numbers depend on the seed and the parameter's name alone, so a layer more or less changes
/// no other, and they are made with operations that IEEE 754 rounds exactly, so they are the same bytes on every machine.
/// </summary>
public abstract record InitializationRule
{
    private protected InitializationRule()
    {
    }

    /// <summary>A parameter's first elements, Float32.</summary>
    /// <param name="name">The parameter's name, such as <c>layer1.0.conv1.weight</c>.</param>
    /// <param name="dimensions">Its shape.</param>
    /// <param name="seed">Another seed gives other numbers.</param>
    /// <param name="fans">Those of the layer; by default those of the shape, which is right for weights. A bias wants the fans of the weight beside it.</param>
    /// <exception cref="ArgumentException">The shape has more elements than an array can have.</exception>
    public TensorData Create(string name, IReadOnlyList<long> dimensions, int seed, Fans? fans = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(dimensions);
        var bytes = dimensions.Aggregate((long)sizeof(float), (product, length) => checked(product * length));
        if (bytes > Array.MaxLength) throw new ArgumentException($"'{name}' has {bytes} bytes; an array can have {Array.MaxLength}.", nameof(dimensions));
        var memory = new byte[bytes];
        Fill(MemoryMarshal.Cast<byte, float>(memory.AsSpan()), fans ?? Fans.Of(dimensions), new SeededNumbers(seed, name));
        return new TensorData(ElementType.Float32, [.. dimensions], memory);
    }

    private protected abstract void Fill(Span<float> elements, Fans fans, SeededNumbers numbers);

    private protected static void FillNormal(Span<float> elements, double deviation, SeededNumbers numbers)
    {
        foreach (ref var element in elements) element = (float)(deviation * numbers.NextNormal());
    }

    private protected static void FillUniform(Span<float> elements, double bound, SeededNumbers numbers)
    {
        foreach (ref var element in elements) element = (float)(bound * ((2 * numbers.NextUniform()) - 1));
    }
}
