namespace MLPipeline.Graphs;

/// <summary>A product of lengths in which symbols may stand, such as <c>batch * 49</c>; unknown where a factor is, or where 64 bits cannot hold it.</summary>
internal static class DimensionProduct
{
    /// <summary>The product as one dimension, if it can be written as one.</summary>
    public static Dimension Of(IEnumerable<Dimension> factors) => Quotient(factors, []);

    /// <summary>The product of <paramref name="factors"/> over that of <paramref name="divisors"/>; unknown when it is no single length.</summary>
    public static Dimension Quotient(IEnumerable<Dimension> factors, IEnumerable<Dimension> divisors)
    {
        if (Split(factors) is not { } above || Split(divisors) is not { } below) return Dimension.Unknown;
        foreach (var symbol in below.Symbols)
        {
            if (!above.Symbols.Remove(symbol)) return Dimension.Unknown;
        }

        if (below.Number == 0 || above.Number % below.Number != 0) return Dimension.Unknown;
        var number = above.Number / below.Number;
        return above.Symbols switch
        {
            [] => number,
            [var symbol] when number == 1 => symbol,
            _ => Dimension.Unknown,
        };
    }

    private static (long Number, List<string> Symbols)? Split(IEnumerable<Dimension> factors)
    {
        var number = 1L;
        var symbols = new List<string>();
        foreach (var factor in factors)
        {
            if (factor.Length is { } length)
            {
                if (Math.BigMul(number, length, out var product) != 0 || product < 0) return null;
                number = product;
            }
            else if (factor.Symbol is { } symbol) symbols.Add(symbol);
            else return null;
        }

        return (number, symbols);
    }
}
