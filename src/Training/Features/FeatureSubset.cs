namespace MLPipeline.Training;

/// <summary>Labelled rows chosen from a table of features; the features stay where they are.</summary>
/// <param name="Features">The table.</param>
/// <param name="Rows">Which rows of it, in training order.</param>
/// <param name="Labels">The class of each chosen row, from 0.</param>
public sealed record FeatureSubset(IFeatureRows Features, IReadOnlyList<int> Rows, IReadOnlyList<int> Labels)
{
    /// <summary>Chosen rows.</summary>
    public int Count => Rows.Count;

    /// <summary>Chosen row <paramref name="index"/>, <c>[Width]</c>.</summary>
    public ReadOnlySpan<float> Row(int index) => Features.Row(Rows[index]);

    /// <summary>The rows at the given places of this subset.</summary>
    public FeatureSubset Pick(IReadOnlyList<int> places) =>
        new(Features, [.. places.Select(place => Rows[place])], [.. places.Select(place => Labels[place])]);
}
