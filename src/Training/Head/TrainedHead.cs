namespace MLPipeline.Training;

/// <summary>The result of head training.</summary>
/// <param name="Head">The classifier, with the best epoch's weights.</param>
/// <param name="L2">The weight penalty used: the one given, or the one chosen.</param>
/// <param name="BestEpoch">The epoch, from 0, whose weights these are.</param>
/// <param name="History">The figures of every epoch.</param>
/// <param name="Cancelled">Whether training was cancelled; the best weights until then were kept.</param>
public sealed record TrainedHead(LinearHead Head, double L2, int BestEpoch, IReadOnlyList<HeadEpoch> History, bool Cancelled);
