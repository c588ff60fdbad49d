using System.Globalization;

namespace MLPipeline.Training;

/// <summary>
/// Looks at a run as it goes and says what a practitioner would, each thing once, at the epoch where it shows. The thresholds are rules of
/// thumb, set so that the runs of <c>docs/training.md</c> give none without reason. Everything follows from the records of the epochs, so
/// that a run which is continued knows what was said before. Validation images that are answered better than training images are no fault:
/// the latter are augmented and measured while the network still learns. Not thread-safe.
/// </summary>
/// <param name="classes">The classes' names in label order.</param>
/// <param name="options">How the run trains.</param>
/// <param name="startsFromZero">Whether the weights were random at first.</param>
public sealed class TrainingWarnings(IReadOnlyList<string> classes, NetworkTrainingOptions options, bool startsFromZero)
{
    /// <summary>Epochs in which something has to show before it is said: 3, since one may be chance.</summary>
    public const int Patience = 3;

    /// <summary>Training images of a class that are enough not to be warned of: 10.</summary>
    public const int FewestImages = 10;

    /// <summary>
    /// Trained numbers for each image that random weights can do with: 2,000. ResNet-18 on the 9,469 images of Imagenette has 1,200.
    /// </summary>
    public const double MostNumbersPerImage = 2000;

    /// <summary>Images of the largest class for each of the smallest: 10.</summary>
    public const double LargestImbalance = 10;

    /// <summary>A batch's loss for the mean loss of the epoch before: 3.</summary>
    public const double SpikeFactor = 3;

    /// <summary>
    /// Such a batch's loss for the loss of guessing, ln K: 1.5. A well-trained network's losses are so small that three times as much is
    /// nothing.
    /// </summary>
    public const double SpikeAboveGuessing = 1.5;

    /// <summary>The rise of the training loss over those epochs: a tenth.</summary>
    public const double LeastRise = 0.1;

    /// <summary>Training accuracy less validation accuracy: 0.1.</summary>
    public const double LargestGap = 0.1;

    /// <summary>Standard errors of the validation accuracy, √(p (1 - p) / n), that the gap has to exceed too: 2.</summary>
    public const double GapInStandardErrors = 2;

    private const int MostNames = 5;

    private readonly List<TrainingWarning> _all = [];
    private readonly List<NetworkEpoch> _history = [];
    private NetworkTrainingEvent.Started? _run;

    /// <summary>Everything so far, in the order in which it showed; with a continued run also what showed before.</summary>
    public IReadOnlyList<TrainingWarning> All => _all;

    /// <summary>Takes what happens in training.</summary>
    /// <returns>What has become true by it.</returns>
    public IReadOnlyList<TrainingWarning> Add(NetworkTrainingEvent happened)
    {
        switch (happened)
        {
            case NetworkTrainingEvent.Started started:
                _run = started;
                var first = Note(
                    (TrainingWarningKind.FewImagesOfClass, FewImagesOfClass()),
                    (TrainingWarningKind.FewImagesForNetwork, FewImagesForNetwork()),
                    (TrainingWarningKind.Imbalance, Imbalance()));
                foreach (var epoch in started.History) Look(epoch);
                return started.History.Count == 0 ? first : []; // what a continued run shows was said when it did

            case NetworkTrainingEvent.EpochDone done:
                return Look(done.Figures);

            default:
                return [];
        }
    }

    private List<TrainingWarning> Look(NetworkEpoch epoch)
    {
        _history.Add(epoch);
        return Note(
            (TrainingWarningKind.RateTooHigh, RateTooHigh(epoch)),
            (TrainingWarningKind.RisingLoss, RisingLoss()),
            (TrainingWarningKind.ClassNeverPredicted, ClassNeverPredicted()),
            (TrainingWarningKind.Overfitting, Overfitting()));
    }

    private List<TrainingWarning> Note(params IEnumerable<(TrainingWarningKind Kind, string? Text)> findings)
    {
        var news = findings
            .Where(finding => finding.Text is not null && _all.All(said => said.Kind != finding.Kind))
            .Select(finding => new TrainingWarning(finding.Kind, _history.Count, finding.Text!))
            .ToList();
        _all.AddRange(news);
        return news;
    }

    private string? FewImagesOfClass()
    {
        var few = classes.Zip(_run!.ClassImages).Where(entry => entry.Second < FewestImages);
        string[] names = [.. few.Select(entry => Invariant($"{entry.First} ({entry.Second})"))];
        return names.Length == 0
            ? null
            : Invariant($"{Names(names)}: too few training images; below {FewestImages} a class is learned by chance. Add images.");
    }

    private string? FewImagesForNetwork() => startsFromZero && _run!.TrainedNumbers > MostNumbersPerImage * _run.TrainImages
        ? Invariant($"{_run.TrainedNumbers:N0} numbers are to be learned from {_run.TrainImages:N0} images, without a start. ")
            + "A pretrained network or a smaller one will do better."
        : null;

    private string? Imbalance()
    {
        var present = classes.Zip(_run!.ClassImages).Where(entry => entry.Second > 0).OrderBy(entry => entry.Second).ToList();
        return !options.Balance && present is [var smallest, .., var largest] && largest.Second >= LargestImbalance * smallest.Second
            ? Invariant($"'{largest.First}' has {largest.Second:N0} training images, '{smallest.First}' {smallest.Second:N0}: ")
                + "rare classes will be neglected. Balance the classes or add images."
            : null;
    }

    private string? RateTooHigh(NetworkEpoch epoch)
    {
        var guessing = Math.Log(classes.Count);
        var usual = _history.Count > 1 ? _history[^2].Train.Loss : guessing;
        return epoch.HighestBatchLoss > SpikeFactor * usual && epoch.HighestBatchLoss > SpikeAboveGuessing * guessing
            ? Invariant($"The loss of a batch was {epoch.HighestBatchLoss:G3}, after {usual:G3} on average: ")
                + "the learning rate is probably too high. Try a third of it, a warm-up, or clipped gradients."
            : null;
    }

    private string? RisingLoss()
    {
        if (_history.Count <= Patience) return null;
        var losses = _history.TakeLast(Patience + 1).Select(epoch => epoch.Train.Loss).ToList();
        return losses.Zip(losses.Skip(1)).All(pair => pair.Second > pair.First) && losses[^1] > (1 + LeastRise) * losses[0]
            ? Invariant($"The training loss rises: from {losses[0]:G3} to {losses[^1]:G3} in {Patience} epochs. ")
                + "The learning rate is probably too high; try a third of it."
            : null;
    }

    private string? ClassNeverPredicted()
    {
        if (_history.Count < Patience) return null;
        var last = _history.TakeLast(Patience).ToList();
        bool IsMissing(NetworkEpoch epoch, int k) => k < epoch.Answers.Count && epoch.Answers[k] == 0 && !double.IsNaN(epoch.ClassAccuracies[k]);
        string[] missing = [.. classes.Where((_, k) => last.All(epoch => IsMissing(epoch, k)))];
        return missing.Length == 0
            ? null
            : Invariant($"{Names(missing)}: never the answer in {Patience} epochs, although there are images of {(missing.Length == 1 ? "it" : "them")}. ")
                + "Look at the images and their labels, balance the classes, or train longer.";
    }

    private string? Overfitting()
    {
        if (_history.Count < Patience || !_history.TakeLast(Patience).All(HasGap)) return null;
        var (train, validation) = (_history[^1].Train.Accuracy, _history[^1].Validation!.Value.Accuracy);
        return Invariant($"Training accuracy is {100 * train:F1}%, validation accuracy {100 * validation:F1}%: ")
            + "the network learns its images by heart. Augmentation, more images, weight decay or a smaller network help.";
    }

    private bool HasGap(NetworkEpoch epoch)
    {
        if (epoch.Validation is not { Accuracy: var validation }) return false;
        var standardError = Math.Sqrt(validation * (1 - validation) / _run!.ValidationImages);
        return epoch.Train.Accuracy - validation >= Math.Max(LargestGap, GapInStandardErrors * standardError);
    }

    private static string Names(string[] names) => names.Length <= MostNames
        ? string.Join(", ", names)
        : Invariant($"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more classes");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
