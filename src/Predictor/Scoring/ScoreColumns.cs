namespace MLPipeline.Predictor.Scoring;

/// <summary>What is written for each image.</summary>
/// <param name="Labels">Every class, in the model's order.</param>
/// <param name="Top">How many of the best classes, 1 to all.</param>
/// <param name="AllScores">Whether the score of every class is written too.</param>
internal sealed record ScoreColumns(IReadOnlyList<string> Labels, int Top, bool AllScores);
