namespace MLPipeline.Predictor.Scoring;

/// <summary>Which images a person should look at.</summary>
/// <param name="Count">How many at the most.</param>
/// <param name="Measure">What makes them the least certain.</param>
internal sealed record ReviewOptions(int Count, ReviewMeasure Measure);
