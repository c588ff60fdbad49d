using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Shows a training run as it happens.</summary>
/// <param name="console">Where.</param>
/// <param name="features">What the features are called.</param>
internal sealed class TrainingDisplay(ProgramConsole console, string features = "features") : IDisposable
{
    private ProgressTask? _task;

    private string Title => char.ToUpperInvariant(features[0]) + features[1..];

    public void Show(TransferEvent happened)
    {
        switch (happened)
        {
            case TransferEvent.DeviceChosen chosen:
                console.Say($"Device: {chosen.Device}");
                break;

            case TransferEvent.Features { Progress: var progress }:
                ShowFeatures(progress);
                break;

            case TransferEvent.HeadStarted started:
                EndTask();
                console.Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Training the classifier on {started.TrainImages:N0} images{(started.ValidationImages > 0 ? $", watching {started.ValidationImages:N0} validation images" : "")}"));
                break;

            case TransferEvent.Epoch { Figures: var figures }:
                _task ??= console.StartProgress("Epoch", figures.Epochs, ProgressUnit.Named("epochs"));
                _task.Report(figures.Epoch + 1, note: Describe(figures));
                break;
        }
    }

    public void Dispose() => EndTask();

    private void ShowFeatures(FeatureProgress progress)
    {
        if (_task is null)
        {
            var missing = progress.Total - progress.Cached;
            if (missing == 0)
            {
                console.Say($"{Title}: all {Measure.Count(progress.Total)} images are in the cache");
                return;
            }

            if (progress.Cached > 0)
            {
                console.Say($"{Title}: {Measure.Count(progress.Cached)} of {Measure.Count(progress.Total)} images are in the cache");
            }

            _task = console.StartProgress($"Computing {features}", missing);
        }

        _task.Report(
            progress.Done - progress.Cached,
            progress.ImagesPerSecond > 0 ? progress.ImagesPerSecond : null,
            progress.TimeLeft,
            progress.Skipped > 0 ? $"{Measure.Count(progress.Skipped)} unreadable" : "");
        if (progress.Done == progress.Total)
        {
            EndTask();
        }
    }

    private static string Describe(HeadEpoch figures)
    {
        var train = string.Create(CultureInfo.InvariantCulture, $"loss {figures.Train.Loss:F4}, accuracy {Measure.Percent(figures.Train.Accuracy)}");
        return figures.Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"{train}; validation {validation.Loss:F4}, {Measure.Percent(validation.Accuracy)}{(figures.IsBest ? " (best)" : "")}")
            : train;
    }

    private void EndTask()
    {
        _task?.Dispose();
        _task = null;
    }
}
