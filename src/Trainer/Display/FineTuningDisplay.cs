using System.Globalization;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Shows a fine-tuning as it happens, part by part.</summary>
internal sealed class FineTuningDisplay : IDisposable
{
    private readonly ProgramConsole _console;
    private readonly TrainingDisplay _head;
    private readonly TrainingDisplay _maps;
    private readonly NetworkTrainingDisplay _network;
    private readonly Lazy<ProgressTask> _decoding;

    public FineTuningDisplay(ProgramConsole console, IReadOnlyList<string> classes, int images, int epochs, CancellationToken endAfterEpoch)
    {
        _console = console;
        _head = new TrainingDisplay(console);
        _maps = new TrainingDisplay(console, "frozen layers");
        _network = new NetworkTrainingDisplay(console, classes, epochs, endAfterEpoch);
        _decoding = new Lazy<ProgressTask>(() => console.StartProgress("Decoding images", images));
    }

    public FineTuningEvents Events => new()
    {
        Head = _head.Show,
        Stages = stages =>
        {
            _head.Dispose();
            var rates = stages.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Stage} {stage.LearningRate:G3}"));
            _console.Say($"Highest rates: {string.Join(", ", rates)}");
        },
        Border = border =>
        {
            _head.Dispose();
            _console.Say($"Frozen up to {border.TrimStart('%')}: computed once for each image");
        },
        Maps = progress => _maps.Show(new TransferEvent.Features(progress)),
        Decoded = done =>
        {
            _head.Dispose();
            _decoding.Value.Report(done);
        },
        Network = happened =>
        {
            EndPreparation();
            _network.Show(happened);
        },
    };

    public void Dispose()
    {
        EndPreparation();
        _network.Dispose();
    }

    private void EndPreparation()
    {
        _head.Dispose();
        _maps.Dispose();
        if (_decoding.IsValueCreated) _decoding.Value.Dispose();
    }
}
