using MLPipeline.Training;

namespace MLPipeline.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>How far training is: exactly one of <see cref="Train"/> and <see cref="Bottleneck"/> is there. Immutable, and a new one each time.</summary>
    public sealed record ImageClassificationMetrics
    {
        /// <summary>Which images a figure is about.</summary>
        public enum Dataset
        {
            /// <summary>Those learned from.</summary>
            Train,

            /// <summary>Those that decide when to stop.</summary>
            Validation,
        }

        /// <summary>The figures of an epoch, or null.</summary>
        public TrainMetrics? Train { get; init; }

        /// <summary>The progress of the features, or null.</summary>
        public BottleneckMetrics? Bottleneck { get; init; }

        /// <summary>One line for people.</summary>
        public override string ToString() => Train?.ToString() ?? Bottleneck?.ToString() ?? "";
    }

    /// <summary>How far the computation of the features is, for training and validation images together; told a few times a second.</summary>
    public sealed record BottleneckMetrics
    {
        internal BottleneckMetrics(FeatureProgress progress) =>
            (Index, TotalImages, Cached, Skipped, TimeLeft) = (progress.Done, progress.Total, progress.Cached, progress.Skipped, progress.TimeLeft);

        /// <summary>Images finished.</summary>
        public int Index { get; }

        /// <summary>Images in all.</summary>
        public int TotalImages { get; }

        /// <summary>Images whose features were known from before.</summary>
        public int Cached { get; }

        /// <summary>Images that could not be read so far.</summary>
        public int Skipped { get; }

        /// <summary>Expected, from the rate so far; null while unknown.</summary>
        public TimeSpan? TimeLeft { get; }

        /// <summary>One line for people.</summary>
        public override string ToString() => FormattableString.Invariant($"Phase: Bottleneck Computation, Image Index: {Index,5}, Total Images: {TotalImages,5}, Skipped: {Skipped,3}");
    }

    /// <summary>The figures of one epoch on the training or the validation images.</summary>
    public sealed record TrainMetrics
    {
        private TrainMetrics(HeadEpoch epoch, SetMetrics figures)
        {
            Epoch = epoch.Epoch;
            TotalEpochs = epoch.Epochs;
            BatchProcessedCount = epoch.Batches;
            Accuracy = (float)figures.Accuracy;
            CrossEntropy = (float)figures.Loss;
            LearningRate = (float)epoch.LearningRate;
            IsBest = epoch.IsBest;
        }

        /// <summary>Which images.</summary>
        public ImageClassificationMetrics.Dataset DatasetUsed { get; private init; }

        /// <summary>Steps made in the epoch.</summary>
        public int BatchProcessedCount { get; }

        /// <summary>From 0.</summary>
        public int Epoch { get; }

        /// <summary>Epochs planned; early stopping may end training before.</summary>
        public int TotalEpochs { get; }

        /// <summary>Share of images classified right, 0 to 1.</summary>
        public float Accuracy { get; }

        /// <summary>Mean cross-entropy in nats over images, not over batches.</summary>
        public float CrossEntropy { get; }

        /// <summary>The rate of the epoch's last step.</summary>
        public float LearningRate { get; }

        /// <summary>Whether the epoch's weights are the best so far.</summary>
        public bool IsBest { get; }

        /// <summary>One line for people.</summary>
        public override string ToString() => FormattableString.Invariant(
            $"Phase: Training, Dataset used: {DatasetUsed,10}, Batch Processed Count: {BatchProcessedCount,3}, Epoch: {Epoch,3}, Accuracy: {Accuracy,10:F7}, Cross-Entropy: {CrossEntropy,10:F7}")
            + (DatasetUsed == ImageClassificationMetrics.Dataset.Train ? FormattableString.Invariant($", Learning Rate: {LearningRate,10:G5}") : "");

        internal static TrainMetrics OfTraining(HeadEpoch epoch) => new(epoch, epoch.Train) { DatasetUsed = ImageClassificationMetrics.Dataset.Train };

        internal static TrainMetrics OfValidation(HeadEpoch epoch, SetMetrics figures) => new(epoch, figures) { DatasetUsed = ImageClassificationMetrics.Dataset.Validation };
    }
}
