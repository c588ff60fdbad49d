using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Shows a search for the learning rate as it happens.</summary>
internal sealed class RateSearchDisplay(ProgramConsole console, int steps) : IDisposable
{
    private ProgressTask? _task;

    public void Show(LearningRatePoint point)
    {
        _task ??= console.StartProgress("Raising the rate", steps, ProgressUnit.Named("steps"));
        _task.Report(point.Step + 1, note: string.Create(
            CultureInfo.InvariantCulture, $"rate {point.LearningRate:G3}, smoothed loss {point.SmoothedLoss:F4}"));
    }

    public void Dispose() => _task?.Dispose();
}
