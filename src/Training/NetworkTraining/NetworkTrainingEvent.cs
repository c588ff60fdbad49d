namespace MLPipeline.Training;

/// <summary>What happens while a network is trained, as it happens. Immutable; raised on the training thread.</summary>
public abstract record NetworkTrainingEvent
{
    private NetworkTrainingEvent()
    {
    }

    /// <summary>Everything is in place; the first step follows.</summary>
    /// <param name="TrainImages">Images to learn from.</param>
    /// <param name="ValidationImages">Images to measure on after every epoch.</param>
    /// <param name="StepsPerEpoch">Steps in an epoch.</param>
    /// <param name="PlannedBytes">Memory of the network, the optimiser, the average and the best parameters.</param>
    public sealed record Started(int TrainImages, int ValidationImages, int StepsPerEpoch, long PlannedBytes) : NetworkTrainingEvent
    {
        /// <summary>Memory of the whole process: all that is planned is in place, and so are the images, libraries and .NET itself.</summary>
        public long ResidentBytes { get; init; }

        /// <summary>Training images of each class.</summary>
        public IReadOnlyList<int> ClassImages { get; init; } = [];

        /// <summary>Numbers that are trained: all elements of weights, biases, scales and shifts.</summary>
        public long TrainedNumbers { get; init; }

        /// <summary>The figures of the validation images before the first step; null where they are not measured.</summary>
        public SetMetrics? Start { get; init; }

        /// <summary>The epochs that were done before, where a run is continued.</summary>
        public IReadOnlyList<NetworkEpoch> History { get; init; } = [];
    }

    /// <summary>A run goes on where its checkpoint was made.</summary>
    /// <param name="Path">The checkpoint.</param>
    /// <param name="Epoch">Epochs that are done.</param>
    /// <param name="Step">Steps of the next epoch that are done.</param>
    public sealed record Resumed(string Path, int Epoch, int Step) : NetworkTrainingEvent;

    /// <summary>A step is done.</summary>
    /// <param name="Epoch">From 0.</param>
    /// <param name="Step">Within the epoch, from 0.</param>
    /// <param name="StepsPerEpoch">Steps in an epoch.</param>
    /// <param name="Loss">Mean over the step's images, before the step.</param>
    /// <param name="LearningRate">The step's rate.</param>
    /// <param name="GradientNorm">The norm of all gradients before they were clipped; null when nothing is clipped.</param>
    /// <param name="ImagesPerSecond">Of this step alone, preparation included.</param>
    public sealed record StepDone(int Epoch, int Step, int StepsPerEpoch, double Loss, double LearningRate, double? GradientNorm, double ImagesPerSecond)
        : NetworkTrainingEvent;

    /// <summary>An epoch is done.</summary>
    /// <param name="Figures">What was measured.</param>
    /// <param name="Timings">Where the run's time went so far.</param>
    public sealed record EpochDone(NetworkEpoch Figures, NetworkTrainingTimings Timings) : NetworkTrainingEvent;

    /// <summary>A checkpoint was written.</summary>
    /// <param name="Path">The file.</param>
    /// <param name="Epoch">Epochs that are done.</param>
    /// <param name="Step">Steps of the next epoch that are done.</param>
    public sealed record CheckpointSaved(string Path, int Epoch, int Step) : NetworkTrainingEvent;
}
