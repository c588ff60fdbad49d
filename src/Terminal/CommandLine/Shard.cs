using System.Globalization;

namespace MLPipeline.Terminal;

/// <summary>A part of a list that is worked on in parts of nearly equal size, each by a process of its own.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>The whole list.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Whether it is the first part, which begins with what stands only once, such as the head of a table.</summary>
    public bool IsFirst => Number == 1;

    /// <summary>Reads <c>2/5</c>, or with <c>auto</c> what a job array of Slurm or an indexed job of Kubernetes says.</summary>
    /// <param name="text">The value of <c>--shard</c>.</param>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <returns>The whole list where something is wrong.</returns>
    public static Shard Parse(string text, Func<string, string?> environment, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(faults);
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return ShardEnvironment.Read(environment, faults);
        }

        if (text.Split('/') is [var number, var count]
            && WholeNumber(number) is { } part && WholeNumber(count) is { } parts
            && part >= 1 && part <= parts)
        {
            return new Shard(part, parts);
        }

        faults.Add($"--shard is '{text}'; it must be a part and the number of parts, from 1/5 to 5/5, or auto.");
        return Whole;
    }

    /// <summary>The part of a list of <paramref name="total"/> things, which begins at a multiple of <paramref name="unit"/>.</summary>
    public (long First, long Count) Of(long total, int unit)
    {
        var units = (total + unit - 1) / unit;
        var first = Math.Min(units * (Number - 1) / Count * unit, total);
        return (first, Math.Min(units * Number / Count * unit, total) - first);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    internal static int? WholeNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
