using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>What a trial had reached at the end of a step of the sweep.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Step">Of the sweep, from 0.</param>
/// <param name="Epochs">Trained so far; null where it is not trained in pieces.</param>
/// <param name="Accuracy">On the validation images, of the best epoch so far; NaN for a trial that failed.</param>
/// <param name="LogLoss">On the validation images, of the best epoch so far, in nats; NaN for a trial that failed.</param>
/// <param name="Seconds">That this step took.</param>
/// <param name="Failure">Why it cannot go on; null if it can.</param>
internal sealed record TrialScore(int Trial, int Step, int? Epochs, double Accuracy, double LogLoss, double Seconds, string? Failure)
{
    /// <summary>The best trained epoch on the validation images, where the trial is at its start because that is better; else null.</summary>
    public SetMetrics? Trained { get; init; }

    private SetMetrics Reached => new(Accuracy, LogLoss);

    /// <summary>
    /// Best first; trials that failed last. Trials that are at the same start are told apart by what they have trained, equal ones are in the order
    /// of their numbers.
    /// </summary>
    public static IReadOnlyList<TrialScore> Ranked(IEnumerable<TrialScore> scores, bool byLoss) =>
    [
        .. scores.OrderBy(score => score.Failure is not null)
            .ThenBy(score => Place(score.Reached, byLoss))
            .ThenBy(score => Place(score.Reached, !byLoss))
            .ThenBy(score => Place(score.Trained ?? score.Reached, byLoss))
            .ThenBy(score => Place(score.Trained ?? score.Reached, !byLoss))
            .ThenBy(score => score.Trial),
    ];

    private static double Place(SetMetrics figures, bool byLoss)
    {
        var figure = byLoss ? figures.Loss : -figures.Accuracy;
        return double.IsNaN(figure) ? double.PositiveInfinity : figure;
    }
}
