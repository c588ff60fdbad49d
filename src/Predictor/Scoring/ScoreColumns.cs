using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>What is written for each image.</summary>
/// <param name="Labels">Every class, in the model's order.</param>
/// <param name="Top">How many of the best classes, 1 to all.</param>
/// <param name="AllScores">Whether the score of every class is written too.</param>
internal sealed record ScoreColumns(IReadOnlyList<string> Labels, int Top, bool AllScores)
{
    /// <summary>When no class is named; null to name one always.</summary>
    public Rejection? Rejection { get; init; }

    /// <summary>What stands in the column of the label.</summary>
    public string LabelOf(ImagePrediction prediction) =>
        Rejection is { } rejection && prediction.Score < rejection.Threshold ? rejection.Label : prediction.Label;
}

/// <summary>An image whose best score is below a threshold gets another label than that of a class.</summary>
/// <param name="Threshold">From 0 to 1.</param>
/// <param name="Label">The other label.</param>
internal sealed record Rejection(float Threshold, string Label);
