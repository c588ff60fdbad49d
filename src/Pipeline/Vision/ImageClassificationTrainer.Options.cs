using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Training;

namespace MLPipeline.Vision;

public sealed partial class ImageClassificationTrainer
{
    /// <summary>How the trainer trains. Immutable; one set of options may serve any number of trainers. Names are ML.NET's, as far as it has them.</summary>
    public sealed record Options
    {
        /// <summary>The column of images, each the bytes of an image file; default <c>Features</c>.</summary>
        public string FeatureColumnName { get; init; } = "Features";

        /// <summary>The column of classes, keys; default <c>Label</c>.</summary>
        public string LabelColumnName { get; init; } = "Label";

        /// <summary>The new column of probabilities, one per class; default <c>Score</c>.</summary>
        public string ScoreColumnName { get; init; } = "Score";

        /// <summary>The new column of the most probable class, a key; default <c>PredictedLabel</c>.</summary>
        public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

        /// <summary>
        /// The pretrained network by ML.NET's names. Null (the default): <see cref="Backbone"/>, else the network that comes with this library (ML.NET: ResNet v2 50).
        /// A network that is not on this machine is an error that says how to get it; nothing is downloaded unasked.
        /// </summary>
        public Architecture? Arch { get; init; }

        /// <summary>The pretrained network by its name in the store of backbones, or the path of its ONNX file; null (the default) for <see cref="Arch"/>.</summary>
        public string? Backbone { get; init; }

        /// <summary>Passes over the training images, at least 1. Null (the default) for 20 to 100 by the number of images (ML.NET: 200).</summary>
        public int? Epoch { get; init; }

        /// <summary>Images per step, at least 1; default 32 (ML.NET: 10). Fewer images than this make one step.</summary>
        public int BatchSize { get; init; } = 32;

        /// <summary>The rate of the first step; default 0.003 (ML.NET: 0.01). It always counts, unless the schedule has a rate of its own.</summary>
        public float LearningRate { get; init; } = 0.003f;

        /// <summary>How the rate changes; default a cosine down to zero (ML.NET: exponential decay). Null keeps it constant.</summary>
        public LearningRateScheduler? LearningRateScheduler { get; init; } = new CosineLRDecay();

        /// <summary>When to stop before all epochs are done; null never. Without validation images there is nothing to stop by.</summary>
        public EarlyStopping? EarlyStoppingCriteria { get; init; } = new();

        /// <summary>Told how far training is, from one thread at a time; null (the default) for nobody.</summary>
        public Action<ImageClassificationMetrics>? MetricsCallback { get; init; }

        /// <summary>Whether <see cref="MetricsCallback"/> is told the figures on the training images too; default true.</summary>
        public bool TestOnTrainSet { get; init; } = true;

        /// <summary>Rows for early stopping and for choosing the best epoch; null (the default) for none.</summary>
        public IDataView? ValidationSet { get; init; }

        /// <summary>
        /// The share of each class that is taken from the training rows in place of <see cref="ValidationSet"/>, above 0 and below 1. Null (the default) for none
        /// (ML.NET: 0.1): all images are learned from, and the weight penalty keeps the classifier from overfitting.
        /// </summary>
        public float? ValidationSetFraction { get; init; }

        /// <summary>The folder where the finished ONNX file stays, and the features unless <see cref="CacheFolder"/> is set; null (the default) for no such file.</summary>
        public string? WorkspacePath { get; init; }

        /// <summary>What the ONNX file's name in <see cref="WorkspacePath"/> begins with; the network's name and <c>.onnx</c> follow.</summary>
        public string FinalModelPrefix { get; init; } = "custom_retrained_model_based_on_";

        /// <summary>Without effect: features are known by the content of the image, so they are always used again, and never wrongly.</summary>
        public bool ReuseTrainSetBottleneckCachedValues { get; init; }

        /// <summary>Without effect, as <see cref="ReuseTrainSetBottleneckCachedValues"/>.</summary>
        public bool ReuseValidationSetBottleneckCachedValues { get; init; }

        /// <summary>The folder of the computed features; null (the default) for <c>features</c> in <see cref="WorkspacePath"/>, else for the user's own.</summary>
        public string? CacheFolder { get; init; }

        /// <summary>Decides the order of the images and the validation part; null (the default) for the context's seed.</summary>
        public int? Seed { get; init; }

        /// <summary>How a step is made; default momentum (ML.NET: plain gradient descent).</summary>
        public HeadOptimizer Optimizer { get; init; } = HeadOptimizer.Momentum;

        /// <summary>Weight penalty, as <see cref="HeadTrainingOptions.L2"/>; null (the default) chooses it by cross-validation (ML.NET: none).</summary>
        public float? L2 { get; init; }

        /// <summary>Whether every class weighs the same, whatever its number of images; default false.</summary>
        public bool Balance { get; init; }

        /// <summary>Where features and scores are computed; by default the fastest device that loads.</summary>
        public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

        /// <summary>Threads that read, decode and compute; 0 (the default) for one per core. The model does not depend on it.</summary>
        public int Threads { get; init; }

        /// <summary>Ends training; the best model so far is the result. Before the first epoch is done there is none.</summary>
        public CancellationToken Cancellation { get; init; }

        internal ClassifierColumns Columns => new(FeatureColumnName, ScoreColumnName, PredictedLabelColumnName);

        internal BatchRunOptions Batches => new() { Threads = Threads };

        internal TransferOptions ToTransferOptions(int contextSeed) => new()
        {
            Head = Head with { Seed = Seed ?? contextSeed },
            Features = new FeatureOptions
            {
                Device = Device,
                CacheFolder = CacheFolder ?? (WorkspacePath is null ? null : Path.Combine(WorkspacePath, "features")),
                Batches = Batches,
            },
        };

        /// <summary>Every fault of the values, one sentence each.</summary>
        internal IEnumerable<string> Faults()
        {
            foreach (var (name, column) in new[]
            {
                (nameof(FeatureColumnName), FeatureColumnName), (nameof(LabelColumnName), LabelColumnName),
                (nameof(ScoreColumnName), ScoreColumnName), (nameof(PredictedLabelColumnName), PredictedLabelColumnName),
            })
            {
                if (string.IsNullOrEmpty(column))
                {
                    yield return $"{name} must be the name of a column.";
                }
            }

            if (ScoreColumnName == PredictedLabelColumnName)
            {
                yield return $"ScoreColumnName and PredictedLabelColumnName are both '{ScoreColumnName}'; they must differ.";
            }

            if (Arch is { } arch && !Enum.IsDefined(arch))
            {
                yield return $"Arch {arch} must be one of {string.Join(", ", Enum.GetNames<Architecture>())}, or null.";
            }

            if (Arch is not null && Backbone is not null)
            {
                yield return $"Arch {Arch} and Backbone '{Backbone}' name two networks; set one of them.";
            }

            if (Epoch < 1)
            {
                yield return $"Epoch {Epoch} must be at least 1, or null to have it chosen.";
            }

            if (ValidationSetFraction is { } fraction && !(fraction is > 0 and < 1))
            {
                yield return FormattableString.Invariant($"ValidationSetFraction {fraction} must be above 0 and below 1, or null for none.");
            }

            if (ValidationSet is not null && ValidationSetFraction is not null)
            {
                yield return "ValidationSet and ValidationSetFraction are both set; set one of them.";
            }

            if (Threads < 0)
            {
                yield return $"Threads {Threads} must be 0 (one per core) or more.";
            }

            if (!Enum.IsDefined(Device))
            {
                yield return $"Device {Device} must be one of {string.Join(", ", Enum.GetNames<ComputeDevice>())}.";
            }

            foreach (var fault in (Head with { Epochs = null }).Faults())
            {
                yield return fault;
            }
        }

        private HeadTrainingOptions Head => new()
        {
            Epochs = Epoch,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            LearningRateScheduler = LearningRateScheduler ?? new ConstantLearningRate(),
            Optimizer = Optimizer,
            L2 = L2,
            Balance = Balance,
            EarlyStopping = EarlyStoppingCriteria?.ToTraining(),
        };
    }
}
