using MLPipeline.Training;

namespace MLPipeline.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>ML.NET's names of pretrained networks, and the networks of the catalogue that they stand for.</summary>
    public enum Architecture
    {
        /// <summary><c>resnet101v2</c>.</summary>
        ResnetV2101,

        /// <summary><c>inceptionv3</c>: not in the catalogue, so a file of it has to be added under this name.</summary>
        InceptionV3,

        /// <summary><c>mobilenetv2</c>.</summary>
        MobilenetV2,

        /// <summary><c>resnet50v2</c>.</summary>
        ResnetV250,
    }

    /// <summary>The figure of the validation images that has to improve.</summary>
    public enum EarlyStoppingMetric
    {
        /// <summary>The share of images classified right.</summary>
        Accuracy,

        /// <summary>Mean cross-entropy.</summary>
        Loss,
    }

    /// <summary>When to stop before all epochs are done. Immutable: what a run has seen lives in the run, so one object may serve many.</summary>
    public sealed record EarlyStopping
    {
        /// <param name="minDelta">An improvement smaller than this is none; default 0.0001 (ML.NET: 0.01).</param>
        /// <param name="patience">Epochs without improvement before training ends; default 20.</param>
        /// <param name="metric">The figure that has to improve; default the loss (ML.NET: the accuracy), which is finer.</param>
        public EarlyStopping(float minDelta = 0.0001f, int patience = 20, EarlyStoppingMetric metric = EarlyStoppingMetric.Loss) =>
            (MinDelta, Patience, Metric) = (minDelta, patience, metric);

        /// <summary>An improvement smaller than this is none.</summary>
        public float MinDelta { get; init; }

        /// <summary>Epochs without improvement before training ends.</summary>
        public int Patience { get; init; }

        /// <summary>The figure that has to improve.</summary>
        public EarlyStoppingMetric Metric { get; init; }

        internal Training.EarlyStopping ToTraining() => new()
        {
            MinDelta = MinDelta,
            Patience = Patience,
            Metric = Metric == EarlyStoppingMetric.Accuracy ? EpochMetric.Accuracy : EpochMetric.Loss,
        };
    }
}
