namespace MLPipeline.Training;

/// <summary>Why a search for the learning rate ended.</summary>
public enum LearningRateSearchEnd
{
    /// <summary>The last rate was reached.</summary>
    AllSteps,

    /// <summary>The smoothed loss had risen too far above its smallest value.</summary>
    Diverged,

    /// <summary>The loss or a gradient of the step after the last point was infinite or not a number.</summary>
    NotFinite,
}

/// <summary>How the loss follows the learning rate, and which rates that suggests. Immutable.</summary>
/// <param name="Points">The steps made, by rising rate; at least one.</param>
/// <param name="PlannedSteps">The steps that were to be made; there are fewer points where the search ended early.</param>
/// <param name="End">Why there are no more points.</param>
public sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, int PlannedSteps, LearningRateSearchEnd End)
{
    /// <summary>Points at the end of a curve, where the loss is about to blow up.</summary>
    internal const int BlowingUp = 5;

    private const int StillSettling = 10; // the first 1 / 10 of the planned steps

    /// <summary>
    /// Where the smoothed loss falls fastest: the point whose way to the next one has the most negative slope over the logarithm of the
    /// rate. Null where it falls nowhere. Usually a high rate, which training may only just bear.
    /// </summary>
    public LearningRatePoint? Steepest => RateSuggestions.Steepest(Candidates);

    /// <summary>
    /// The middle of the longest valley: of the longest fall of the smoothed loss, which may be interrupted by rises. Null where it falls
    /// nowhere. The more careful suggestion, and the one to begin with.
    /// </summary>
    public LearningRatePoint? Valley => RateSuggestions.Valley(Candidates);

    /// <summary>
    /// The points that may be suggested, as in fastai: not the first tenth of the planned steps, whose average is still one of few losses,
    /// and not the last five.
    /// </summary>
    private IReadOnlyList<LearningRatePoint> Candidates => [.. Points.Skip(PlannedSteps / StillSettling).SkipLast(BlowingUp)];
}
