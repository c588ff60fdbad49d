using MLPipeline.Quantization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Shows how far the calibration of a model is.</summary>
internal sealed class CalibrationProgress(ProgramConsole console) : IDisposable
{
    private ProgressTask? _task;

    public ModelQuantizerProgress Events => new()
    {
        Unread = (source, fault) => console.Warn($"{PrintableText.Of(source.Name)} takes no part in the calibration: {fault.Reason}"),
        Calibrated = (done, all) => Show("Calibrating", "groups of tensors", done, all),
        LayerMeasured = (done, all) => Show("Finding the layers that hurt", "layers", done, all),
    };

    public void Dispose() => _task?.Dispose();

    private void Show(string title, string unit, int done, int all)
    {
        if (done == 0)
        {
            _task?.Dispose();
            _task = console.StartProgress(title, all, ProgressUnit.Named(unit));
        }

        _task?.Report(done);
    }
}
