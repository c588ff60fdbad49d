namespace MLPipeline.Training;

/// <summary>Where the time of a run (since it was started or continued) went.</summary>
/// <param name="Preparation">Reading, decoding, augmenting and normalising the training images.</param>
/// <param name="Computation">Losses and gradients.</param>
/// <param name="Update">Clipping, the optimiser, the moving average.</param>
/// <param name="Evaluation">Measuring on the validation images, their preparation included.</param>
/// <param name="Saving">Writing checkpoints.</param>
public sealed record NetworkTrainingTimings(TimeSpan Preparation, TimeSpan Computation, TimeSpan Update, TimeSpan Evaluation, TimeSpan Saving)
{
    /// <summary>All training steps.</summary>
    public TimeSpan Training => Preparation + Computation + Update;

    /// <summary>The part of the training steps' time that preparation took, 0 to 1.</summary>
    public double PreparationShare => Training.Ticks is > 0 and var ticks ? (double)Preparation.Ticks / ticks : 0;
}
