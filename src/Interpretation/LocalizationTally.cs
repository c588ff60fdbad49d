using MLPipeline.Imaging;

namespace MLPipeline.Interpretation;

/// <summary>
/// Compares boxes with known ones. There is one box for a class: of two objects of one class on an image each is compared with that
/// box. Not thread-safe.
/// </summary>
/// <param name="top">How many of the best-scored classes of an image count as named, at least 1.</param>
public sealed class LocalizationTally(int top = 1)
{
    /// <summary>The intersection over union that a right box is above.</summary>
    public const double RightAbove = 0.5;

    private readonly SortedDictionary<string, List<(double Overlap, bool IsNamed)>> _found = new(StringComparer.Ordinal);

    /// <summary>Counts an object.</summary>
    /// <param name="located">What was found on its image, the highest score first.</param>
    /// <param name="label">What it is; a class that the network does not know is never right.</param>
    /// <param name="truth">Where it is.</param>
    public void Add(IReadOnlyList<LocatedClass> located, string label, PixelBox truth)
    {
        ArgumentNullException.ThrowIfNull(located);
        var (overlap, isNamed) = (0.0, false);
        for (var rank = 0; rank < located.Count; rank++)
        {
            if (located[rank].Label != label) continue;
            (overlap, isNamed) = (located[rank].Box?.IntersectionOverUnion(truth) ?? 0, rank < top);
        }

        if (!_found.TryGetValue(label, out var ofClass)) _found.Add(label, ofClass = []);
        ofClass.Add((overlap, isNamed));
    }

    /// <summary>All objects together.</summary>
    public LocalizationMetrics Total() => Measure(null, [.. _found.Values.SelectMany(ofClass => ofClass)]);

    /// <summary>The objects of each class, sorted by its name (ordinal).</summary>
    public IReadOnlyList<LocalizationMetrics> ByClass() => [.. _found.Select(entry => Measure(entry.Key, entry.Value))];

    private static LocalizationMetrics Measure(string? label, List<(double Overlap, bool IsNamed)> found) => new(
        label,
        found.Count,
        found.Count(one => one.Overlap > RightAbove),
        found.Count(one => one is { Overlap: > RightAbove, IsNamed: true }),
        found.Count == 0 ? double.NaN : found.Average(one => one.Overlap));
}
