using MLPipeline.Evaluation;
using MLPipeline.Runtime;

namespace MLPipeline.Training;

/// <summary>A fine-tuned network, and what its classifier achieved before the layers below were unfrozen.</summary>
/// <param name="Classifier">The network.</param>
/// <param name="Head">The classifier of the first part.</param>
/// <param name="HeadValidationMetrics">Figures of the first part on the validation images; null without any.</param>
/// <param name="HeadTestMetrics">Figures of the first part on the test images; null without any.</param>
/// <param name="HeadTimings">Where the first part's time went.</param>
/// <param name="Device">The device that computed frozen features, and why.</param>
public sealed record FineTunedClassifier(
    TrainedClassifier Classifier,
    TrainedHead Head,
    MulticlassClassificationMetrics? HeadValidationMetrics,
    MulticlassClassificationMetrics? HeadTestMetrics,
    TransferTimings HeadTimings,
    DeviceChoice Device);
