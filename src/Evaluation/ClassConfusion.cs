namespace MLPipeline.Evaluation;

/// <summary>Rows of one class that were taken for one other class.</summary>
/// <param name="Actual">Index of the true class.</param>
/// <param name="Predicted">Index of the predicted class.</param>
/// <param name="ActualName">Name of the true class.</param>
/// <param name="PredictedName">Name of the predicted class.</param>
/// <param name="Count">How many rows.</param>
/// <param name="Share">These rows / all rows of the true class, 0 to 1.</param>
public sealed record ClassConfusion(int Actual, int Predicted, string ActualName, string PredictedName, long Count, double Share);
