using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Shows the training of a network as it happens: every step on a terminal, a line after every epoch everywhere.</summary>
/// <param name="console">Where.</param>
/// <param name="classes">The class names in label order.</param>
/// <param name="epochs">Epochs planned.</param>
/// <param name="endAfterEpoch">Cancelled by the first Ctrl-C, to which the display answers at once.</param>
internal sealed class NetworkTrainingDisplay(ProgramConsole console, IReadOnlyList<string> classes, int epochs, CancellationToken endAfterEpoch) : IDisposable
{
    private const int MostClasses = 10;
    private const double Inertia = 0.9; // of the rate shown, which would jump from step to step

    private ProgressTask? _task;
    private NetworkTrainingEvent.Started? _run;
    private double? _imagesPerSecond;
    private CancellationTokenRegistration _answer;

    /// <summary>Says what is going to be trained and how.</summary>
    public static void Introduce(ProgramConsole console, TrainableClassifier classifier, ClassifierTrainingOptions options)
    {
        var (resize, training) = (classifier.Input.Resize, options.Training);
        console.Say($"Network: {classifier.Name}, {(classifier.Channels == 1 ? "grey" : "colour")} images of {resize.Width} x {resize.Height} pixels");
        console.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Training: {training.Epochs} epochs, batches of {options.BatchSize}{(training.BatchesPerStep > 1 ? $" x {training.BatchesPerStep}" : "")}, {Name(training.Optimizer)}, rate {training.LearningRate:G3}, weight decay {training.Optimizer.WeightDecay:G3}, augmentation {options.Augmentation}, seed {training.Seed}"));
    }

    public void Show(NetworkTrainingEvent happened)
    {
        switch (happened)
        {
            case NetworkTrainingEvent.Resumed resumed:
                console.Say(string.Create(CultureInfo.InvariantCulture, $"Going on from {resumed.Path}: after {resumed.Epoch} epochs and {resumed.Step} steps"));
                break;

            case NetworkTrainingEvent.Started started:
                _run = started;
                _answer = endAfterEpoch.Register(() => console.Say("Training ends after this epoch, and the best model so far is written. Ctrl-C once more stops at once, without a model."));
                console.Say(
                    $"Memory: {Measure.Bytes(started.PlannedBytes)} planned for the network, its gradients and the optimizer, "
                    + $"{Measure.Bytes(started.ResidentBytes)} for the whole process; "
                    + $"{Measure.Count(started.TrainImages)} images make {Measure.Count(started.StepsPerEpoch)} steps in an epoch");
                if (started.Start is { } start) console.Say(Describe(start));
                break;

            case NetworkTrainingEvent.StepDone step:
                ShowStep(step);
                break;

            case NetworkTrainingEvent.EpochDone epoch:
                console.Say(Describe(epoch.Figures));
                if (classes.Count <= MostClasses) console.Say($"  by class: {string.Join(", ", classes.Zip(epoch.Figures.ClassAccuracies, (name, accuracy) => $"{PrintableText.Of(name)} {Measure.Percent(accuracy)}"))}");
                break;
        }
    }

    public void Dispose()
    {
        _answer.Dispose();
        _task?.Dispose();
    }

    private void ShowStep(NetworkTrainingEvent.StepDone step)
    {
        long images = _run!.TrainImages;
        _imagesPerSecond = _imagesPerSecond is { } rate ? (Inertia * rate) + ((1 - Inertia) * step.ImagesPerSecond) : step.ImagesPerSecond;
        _task ??= console.StartProgress("Training", images * epochs);
        _task.Report(
            (images * step.Epoch) + (images * (step.Step + 1) / step.StepsPerEpoch),
            _imagesPerSecond,
            note: string.Create(CultureInfo.InvariantCulture, $"epoch {step.Epoch + 1} of {epochs}, loss {step.Loss:F4}, rate {step.LearningRate:G3}"));
    }

    private static string Describe(SetMetrics start) => string.Create(
        CultureInfo.InvariantCulture, $"Before the first epoch: validation loss {start.Loss:F4}, accuracy {Measure.Percent(start.Accuracy)}");

    private static string Describe(NetworkEpoch figures)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Epoch {figures.Epoch + 1} of {figures.Epochs}: loss {figures.Train.Loss:F4}, accuracy {Measure.Percent(figures.Train.Accuracy)}");
        return figures.Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; validation {validation.Loss:F4}, {Measure.Percent(validation.Accuracy)}{(figures.IsBest ? " (best)" : "")}")
            : text;
    }

    private static string Name(OptimizerOptions optimizer) => optimizer switch
    {
        SgdOptions sgd => string.Create(CultureInfo.InvariantCulture, $"sgd with momentum {sgd.Momentum:G3}"),
        AdamOptions { DecoupledDecay: true } => "adamw",
        _ => "adam",
    };
}
