using MLPipeline.Kernels.Threading;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A classifier on the features of a backbone, then layers of the backbone with it.</summary>
internal sealed record FineTuningJob : TrainJob
{
    public required FileData Data { get; init; }

    public required string Backbone { get; init; }

    public required TransferOptions Head { get; init; }

    public required ClassifierTrainingOptions Options { get; init; }

    protected override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Way", "fine-tuning"), ("Backbone", Backbone), .. Data.Settings,
        .. OptionText.Properties(Head.Head).Select(setting => ($"FirstHead.{setting.Name}", setting.Value)), .. SettingsOf(Options),
    ];

    protected override TrainReport Train(ProgramConsole console, CancellationToken cancellation)
    {
        var backbone = BackboneDisplay.Load(console, Backbone);
        var files = Data.Read(console, cancellation);
        Validation.Require(Options, files.Data);
        using var team = new WorkTeam(Head.Features.Batches.Threads);
        using var display = new FineTuningDisplay(console, files.Data.Classes, files.Data.Images.Count, Options.Training.Epochs, cancellation);
        using var listeners = new RunListeners(console, Records, files.Data.Classes, Options.Training, startsFromZero: false);
        var shown = display.Events;
        var events = shown with { Network = shown.Network + listeners.Add };
        var result = files.Use(data => new FineTuner(backbone, Head, Options).Train(data, team, Checkpoints, events, endAfterEpoch: cancellation));
        display.Dispose();
        var (export, time) = Timed(() => ModelExporter.Export(result.Classifier, Output, Head.Features.Batches, CancellationToken.None));
        return new NetworkTrainReport
        {
            Result = result.Classifier,
            Before = result,
            Answers = result.Classifier.Answers,
            Warnings = listeners.Warnings,
            Export = export,
            ExportTime = time,
            UnreadableFiles = files.Unreadable,
            DataPlace = Data.Place,
        };
    }
}
