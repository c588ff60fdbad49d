using MLPipeline.Datasets;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Early stopping needs images to watch, which only the data tell: folders may bring a part of their own.</summary>
internal static class Validation
{
    public static void Require(ClassifierTrainingOptions options, TransferData data) => Require(options, data.Images.Any(image => image.Part == SplitName.Validation));

    /// <exception cref="UsageException">There are none.</exception>
    public static void Require(ClassifierTrainingOptions options, bool hasValidation)
    {
        if (options.Training.EarlyStopping is not null && !hasValidation)
        {
            throw new UsageException("--patience needs validation images; hold some out with --val-fraction, such as 0.1.");
        }
    }
}
