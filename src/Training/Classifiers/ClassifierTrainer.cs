using System.Diagnostics;
using MLPipeline.Execution;
using MLPipeline.Graphs;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;

namespace MLPipeline.Training;

/// <summary>
/// Trains a whole network, or a part of it, on images in parts, and measures it. Where a pretrained network is no better after any epoch than
/// before the first one, as the validation images say, it stays as it is. Holds nothing of a run; may be used again and from several threads.
/// </summary>
public sealed class ClassifierTrainer
{
    private readonly ClassifierTrainingOptions _options;

    /// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
    public ClassifierTrainer(ClassifierTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0) throw new ArgumentException($"Training cannot begin: {string.Join(" ", faults)}", nameof(options));
        _options = options;
    }

    /// <summary>Trains and measures. Frozen parts are computed in inference mode in every step.</summary>
    /// <param name="classifier">The network with its initial parameters.</param>
    /// <param name="data">Images of the network's size, or larger ones where the augmentation crops them.</param>
    /// <param name="team">The threads that compute.</param>
    /// <param name="checkpoints">Where to save the run, and whether to continue one; null to save nothing.</param>
    /// <param name="onEvent">Told what happens, on the calling thread.</param>
    /// <param name="endAfterEpoch">Saves the run and ends training after the epoch at work; the best parameters so far are the result.</param>
    /// <param name="cancellation">Ends training after the step at work; the best parameters so far are the result.</param>
    /// <exception cref="GraphFormatException">The network cannot be trained on the processor; the message says why.</exception>
    /// <exception cref="NetworkException">What is to be unfrozen is not in the network.</exception>
    /// <exception cref="CheckpointException">The checkpoint belongs to another run, is damaged, or is there although no run is to be continued.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch was done.</exception>
    public TrainedClassifier Train(
        TrainableClassifier classifier,
        ClassifierData data,
        WorkTeam team,
        CheckpointOptions? checkpoints = null,
        Action<NetworkTrainingEvent>? onEvent = null,
        CancellationToken endAfterEpoch = default,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(team);
        return Train(classifier, data, ClassifierTask.Whole(classifier, data, _options, team.Size), team, checkpoints, onEvent, endAfterEpoch, cancellation);
    }

    /// <summary>Looks for the learning rate to train with (see <see cref="LearningRateFinder"/>); the classifier stays as it is.</summary>
    /// <param name="classifier">The network with its initial parameters.</param>
    /// <param name="data">As for training; only the images to learn from are used.</param>
    /// <param name="team">The threads that compute.</param>
    /// <param name="search">The rates; null for the defaults.</param>
    /// <param name="onPoint">Told about every step, on the calling thread.</param>
    /// <param name="cancellation">Ends the search after the step at work.</param>
    /// <exception cref="ArgumentException">The search's options have faults; the message lists all of them.</exception>
    /// <exception cref="GraphFormatException">The network cannot be trained on the processor; the message says why.</exception>
    /// <exception cref="NetworkException">What is to be unfrozen is not in the network.</exception>
    /// <exception cref="TrainingDivergedException">Not even the first step's loss is a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LearningRateCurve FindRate(
        TrainableClassifier classifier,
        ClassifierData data,
        WorkTeam team,
        LearningRateSearchOptions? search = null,
        Action<LearningRatePoint>? onPoint = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(team);
        return FindRate(classifier, data, border: null, team, search, onPoint, cancellation);
    }

    /// <summary>The stages that are trained, and their rates.</summary>
    internal IReadOnlyList<StageRate> Stages(TrainableClassifier classifier) => StageRate.Of(classifier, _options.Unfreeze.ParametersOf(classifier), _options);

    /// <summary>As the public method; above a border on the maps that were computed up to there.</summary>
    internal LearningRateCurve FindRate(
        TrainableClassifier classifier,
        ClassifierData data,
        Value? border,
        WorkTeam team,
        LearningRateSearchOptions? search,
        Action<LearningRatePoint>? onPoint,
        CancellationToken cancellation)
    {
        var task = border is null ? ClassifierTask.Whole(classifier, data, _options, team.Size) : ClassifierTask.Above(classifier, border, data, _options);
        var finder = new LearningRateFinder(TrainingOf(classifier, Stages(classifier)), search);
        using var network = Compile(task, data, team);
        return finder.Find(network, task.Train, onPoint, cancellation);
    }

    /// <summary>
    /// The tensor below which nothing changes in training, so that the rest can be trained on what <see cref="FrozenMaps"/> has computed; null
    /// when training images are changed at random or no tensor divides the network so.
    /// </summary>
    internal Value? Border(TrainableClassifier classifier) =>
        _options.Augmentation.Transforms.Count + _options.Augmentation.Mixes.Count > 0 ? null : FrozenBorder.Find(classifier.Network, [.. _options.Unfreeze.ParametersOf(classifier)]);

    /// <summary>Trains what lies above a border, on the maps that were computed up to there.</summary>
    internal TrainedClassifier TrainAbove(
        TrainableClassifier classifier,
        Value border,
        ClassifierData maps,
        WorkTeam team,
        CheckpointOptions? checkpoints,
        Action<NetworkTrainingEvent>? onEvent,
        CancellationToken endAfterEpoch,
        CancellationToken cancellation)
    {
        var task = ClassifierTask.Above(classifier, border, maps, _options);
        return Train(classifier, maps, task, team, checkpoints, onEvent, endAfterEpoch, cancellation) with { Border = border.Name };
    }

    private TrainedClassifier Train(
        TrainableClassifier classifier,
        ClassifierData data,
        ClassifierTask task,
        WorkTeam team,
        CheckpointOptions? checkpoints,
        Action<NetworkTrainingEvent>? onEvent,
        CancellationToken endAfterEpoch,
        CancellationToken cancellation)
    {
        var stages = Stages(classifier);
        using var network = Compile(task, data, team);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what compiling has left behind: steps allocate so little that it would stay
        var tally = new RunTally();
        var run = new NetworkTrainer(TrainingOf(classifier, stages)).Train(network, task.Train, task.Validation, task.Identify(checkpoints), happened =>
        {
            tally.Add(happened);
            onEvent?.Invoke(happened);
        }, endAfterEpoch: endAfterEpoch, cancellation: cancellation);

        var watch = Stopwatch.StartNew();
        var scores = new ClassifierScores(network, data.Classes);
        var (validation, test) = (scores.Measure(data.Validation, task.Validation), scores.Measure(data.Test, task.Test));
        return new TrainedClassifier
        {
            Classifier = classifier with { Network = NetworkParameters.Replace(classifier.Network, network.ReadParameters()) },
            Classes = data.Classes,
            Data = data.Summary,
            Options = _options,
            Run = run,
            Trained = task.Trainable,
            Stages = stages,
            ValidationMetrics = validation?.Metrics,
            TestMetrics = test?.Metrics,
            Answers = (test ?? validation)?.Answers ?? [],
            Checked = data.Sample is null ? [] : scores.Choose(data.Sample, task.Sample!, ModelExporter.MostCheckedImages),
            Skipped = data.Skipped,
            PlannedBytes = tally.PlannedBytes,
            ImagesPerSecond = tally.ImagesPerSecond(run.Timings),
            EvaluationTime = watch.Elapsed,
        };
    }

    private CompiledNetwork Compile(ClassifierTask task, ClassifierData data, WorkTeam team)
    {
        var execution = new ExecutionOptions { BatchSize = _options.BatchSize, Winograd = _options.Winograd };
        return CompiledNetwork.Compile(task.Network, task.Trainable, data.Classes.Count, execution, team);
    }

    /// <summary>
    /// The options with the stages' rates; factors that the caller gave come after them, so that they count. What a pretrained network begins with
    /// is measured, random weights are not.
    /// </summary>
    private NetworkTrainingOptions TrainingOf(TrainableClassifier classifier, IReadOnlyList<StageRate> stages)
    {
        var training = _options.Training with { MeasuresStart = _options.Training.MeasuresStart || classifier.Backbone is not null };
        return _options.LowestLearningRate is null
            ? training
            : training with { ParameterRates = [.. stages.SelectMany(stage => stage.FactorsOn(training.LearningRate)), .. training.ParameterRates] };
    }

    /// <summary>What the events of a run say about its speed and memory.</summary>
    private sealed class RunTally
    {
        private int _trainImages;
        private int _stepsPerEpoch;
        private long _steps;

        public long PlannedBytes { get; private set; }

        public void Add(NetworkTrainingEvent happened)
        {
            switch (happened)
            {
                case NetworkTrainingEvent.Started started:
                    (_trainImages, _stepsPerEpoch, PlannedBytes) = (started.TrainImages, started.StepsPerEpoch, started.PlannedBytes);
                    break;
                case NetworkTrainingEvent.StepDone:
                    _steps++;
                    break;
            }
        }

        public double ImagesPerSecond(NetworkTrainingTimings timings)
        {
            var seconds = timings.Training.TotalSeconds;
            return seconds > 0 ? (double)_steps / _stepsPerEpoch * _trainImages / seconds : 0;
        }
    }
}
