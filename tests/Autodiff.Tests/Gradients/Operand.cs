namespace MLPipeline.Autodiff.Tests;

/// <summary>A tensor that an operator is checked with: its lengths, and how its elements are drawn.</summary>
/// <param name="Shape">The lengths.</param>
/// <param name="Draw">All elements from a generator.</param>
internal sealed record Operand(long[] Shape, Func<Random, int, double[]> Draw)
{
    /// <summary>Whether the first dimension is the symbol <c>batch</c> when the graph is built.</summary>
    public bool IsBatched { get; init; }

    /// <summary>Whether the gradient by it is checked.</summary>
    public bool IsVaried { get; init; } = true;

    /// <summary>Evenly from -2 to 2.</summary>
    public static Operand Any(params long[] shape) => Between(-2, 2, shape);

    public static Operand Between(double low, double high, params long[] shape) =>
        new(shape, (random, count) => [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()))]);

    /// <summary>From -4 to 4, and at least 0.05 from every kink: farther than any step of a difference.</summary>
    public static Operand AwayFrom(double[] kinks, params long[] shape) => new(shape, (random, count) =>
    {
        var elements = new List<double>();
        while (elements.Count < count)
        {
            var x = (8 * random.NextDouble()) - 4;
            if (kinks.All(kink => Math.Abs(x - kink) > 0.05)) elements.Add(x);
        }

        return [.. elements];
    });

    /// <summary>No two elements closer than 0.1, in a random order: which one is the largest never changes within a step.</summary>
    public static Operand Distinct(params long[] shape) => new(shape, (random, count) =>
    {
        double[] elements = [.. Enumerable.Range(0, count).Select(i => (i - (count / 2)) * 0.1)];
        random.Shuffle(elements);
        return elements;
    });

    public Operand Batched() => this with { IsBatched = true };

    public Operand Fixed() => this with { IsVaried = false };
}
