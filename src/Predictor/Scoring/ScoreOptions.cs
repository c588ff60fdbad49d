namespace MLPipeline.Predictor.Scoring;

/// <summary>What a table looks like.</summary>
/// <param name="Columns">What is written for each image.</param>
/// <param name="IsJsonLines">A line of JSON for each image in place of comma-separated values.</param>
/// <param name="Review">Which images a person should look at; null for none.</param>
internal sealed record ScoreOptions(ScoreColumns Columns, bool IsJsonLines, ReviewOptions? Review);
