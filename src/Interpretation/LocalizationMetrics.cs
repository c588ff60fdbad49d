namespace MLPipeline.Interpretation;

/// <summary>How well boxes were found. Immutable.</summary>
/// <param name="Label">The class; null for all together.</param>
/// <param name="Boxes">Known boxes.</param>
/// <param name="Right">Those that the box found for their class overlaps by more than one half (intersection over union).</param>
/// <param name="RightAndNamed">Those of them whose class was also among the best-scored ones of its image.</param>
/// <param name="MeanIntersectionOverUnion">Over all known boxes; one whose class has no box counts 0. NaN without known boxes.</param>
public sealed record LocalizationMetrics(string? Label, int Boxes, int Right, int RightAndNamed, double MeanIntersectionOverUnion)
{
    /// <summary><see cref="Right"/> as a share of <see cref="Boxes"/>; NaN without known boxes.</summary>
    public double RightShare => (double)Right / Boxes;

    /// <summary><see cref="RightAndNamed"/> as a share of <see cref="Boxes"/>; NaN without known boxes.</summary>
    public double RightAndNamedShare => (double)RightAndNamed / Boxes;
}
