using MLPipeline.Imaging;

namespace MLPipeline.Reporting;

/// <summary>An image with a high loss, and what the network saw in it.</summary>
/// <param name="Name">Its path or what else it is called.</param>
/// <param name="Actual">Its class, which the network may not know.</param>
/// <param name="Predicted">The answer.</param>
/// <param name="Loss">-ln(<paramref name="Probability"/>), in nats.</param>
/// <param name="Probability">Of the actual class, 0 to 1.</param>
/// <param name="Confidence">Probability of the answer, 0 to 1.</param>
/// <param name="Pictures">The image, then its activation maps; shown as large as they are.</param>
public sealed record ReportLoss(
    string Name,
    string Actual,
    string Predicted,
    double Loss,
    double Probability,
    double Confidence,
    IReadOnlyList<ReportPicture> Pictures);

/// <summary>A picture with a few words below it.</summary>
/// <param name="Caption">The words, plain text.</param>
/// <param name="Image">The picture, at most about 180 pixels wide and high.</param>
public sealed record ReportPicture(string Caption, RgbImage Image);
