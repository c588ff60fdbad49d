namespace MLPipeline.Training;

/// <summary>What <see cref="TrainingWarnings"/> looks for.</summary>
public enum TrainingWarningKind
{
    /// <summary>A class has fewer than <see cref="TrainingWarnings.FewestImages"/> training images.</summary>
    FewImagesOfClass,

    /// <summary>
    /// From random weights, more than <see cref="TrainingWarnings.MostNumbersPerImage"/> numbers are trained for each training image.
    /// </summary>
    FewImagesForNetwork,

    /// <summary>
    /// The largest class has <see cref="TrainingWarnings.LargestImbalance"/> times the images of the smallest, and classes are not
    /// balanced.
    /// </summary>
    Imbalance,

    /// <summary>
    /// A batch's loss is <see cref="TrainingWarnings.SpikeFactor"/> times the mean of the epoch before, and worse than guessing.
    /// </summary>
    RateTooHigh,

    /// <summary>The training loss has risen in <see cref="TrainingWarnings.Patience"/> epochs one after another.</summary>
    RisingLoss,

    /// <summary>In <see cref="TrainingWarnings.Patience"/> epochs one after another a class with images was never the answer.</summary>
    ClassNeverPredicted,

    /// <summary>
    /// For <see cref="TrainingWarnings.Patience"/> epochs training accuracy has been above validation accuracy by
    /// <see cref="TrainingWarnings.LargestGap"/> and by more than chance explains.
    /// </summary>
    Overfitting,
}
