using MLPipeline.Evaluation;
using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>An image behind a cell of the confusion matrix.</summary>
/// <param name="Name">Its path or what else it is called.</param>
/// <param name="Row">Its class, the answer and their probabilities.</param>
/// <param name="Read">
/// Gives the picture; called once, while the page is written, on any thread. An <see cref="ImageException"/> leaves the name without a
/// picture.
/// </param>
public sealed record ReportImage(string Name, RowLoss Row, Func<RgbImage> Read);
