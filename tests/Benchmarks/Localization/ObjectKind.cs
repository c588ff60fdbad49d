namespace MLPipeline.Localization.Benchmarks;

/// <summary>
/// A class of objects: an outline and a texture of its own. The texture's period is the same whatever the object's size, so that every
/// part of an object tells its class.
/// </summary>
/// <param name="Name">The class folder's name.</param>
/// <param name="Covers">Whether a point belongs to the object; its square is -1 to 1 in both directions.</param>
/// <param name="IsLight">Whether a pixel of the object, counted from its middle, has the lighter of its two colours.</param>
public sealed record ObjectKind(string Name, Func<double, double, bool> Covers, Func<int, int, bool> IsLight)
{
    private const int Period = 8;

    /// <summary>All kinds, sorted by name.</summary>
    public static IReadOnlyList<ObjectKind> All { get; } =
    [
        new("checked-squares", (_, _) => true, (x, y) => Band(x) == Band(y)),
        new("dotted-crosses", (x, y) => Math.Min(Math.Abs(x), Math.Abs(y)) < 0.4, (x, y) => FromDot(x) + FromDot(y) < 8),
        new("ringed-discs", (x, y) => (x * x) + (y * y) <= 1, (x, y) => Band((int)Math.Sqrt((x * x) + (y * y))) == 0),
        new("striped-triangles", (x, y) => Math.Abs(x) <= (y + 1) / 2, (_, y) => Band(y) == 0),
    ];

    /// <summary>0 and 1 in turns, each for half a period.</summary>
    private static int Band(int position) => ((position % Period) + Period) % Period < Period / 2 ? 0 : 1;

    /// <summary>Squared distance to the nearest dot's middle.</summary>
    private static int FromDot(int position)
    {
        var distance = (((position % Period) + Period) % Period) - (Period / 2);
        return distance * distance;
    }
}
