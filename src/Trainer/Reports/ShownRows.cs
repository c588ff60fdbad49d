using MLPipeline.Evaluation;
using MLPipeline.Reporting;

namespace MLPipeline.Trainer;

/// <summary>Keeps, of all images that are measured, those that a report shows.</summary>
/// <param name="topLosses">How many of the highest losses.</param>
internal sealed class ShownRows(int topLosses)
{
    /// <summary>As many of the highest losses as a page shows.</summary>
    public const int LossesOfPage = 24;

    private readonly TopLosses _losses = new(topLosses);

    /// <summary>Some of the images of each cell of the confusion matrix.</summary>
    public ConfusionExamples Examples { get; } = new(CellImages.MostPerCell, withRight: true);

    /// <summary>The highest losses, the highest first.</summary>
    public IReadOnlyList<RowLoss> Losses => _losses.ToList();

    /// <summary>The answers of a training.</summary>
    public static ShownRows Of(TrainReport report)
    {
        var rows = new ShownRows(LossesOfPage);
        foreach (var (place, answer) in report.Answers.Index())
        {
            var row = RowLoss.Of(place, answer.Label, answer.Answer, answer.LabelScore, answer.Score);
            rows._losses.Add(row);
            rows.Examples.Add(row);
        }

        return rows;
    }

    public void Add(ScoredImage scored)
    {
        _losses.Add(scored.Index, scored.Label, scored.Prediction.Scores);
        Examples.Add(scored.Index, scored.Label, scored.Prediction.Scores);
    }
}
