using MLPipeline.Inference;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A classifier on the features of a frozen backbone.</summary>
internal sealed record TransferJob : TrainJob
{
    public required FileData Data { get; init; }

    public required string Backbone { get; init; }

    public required TransferOptions Options { get; init; }

    public override int? Epochs => null;

    public override IEnumerable<(string Name, string Value)> Settings =>
        [("Way", "frozen backbone"), ("Backbone", Backbone), .. Data.Settings, .. OptionText.Properties(Options.Head)];

    public override BatchRunOptions Reading => Options.Features.Batches;

    protected override TrainingWay Way => TrainingWay.FrozenBackbone;

    public override TrainJob On(FileData files) => this with { Data = files };

    protected override TrainReport Train(ProgramConsole console, CancellationToken cancellation)
    {
        var backbone = BackboneDisplay.Load(console, Backbone);
        var files = Data.Read(console, cancellation);
        using var display = new TrainingDisplay(console);
        using var result = files.Use(data => new TransferTrainer(backbone, Options).Train(data, display.Show, cancellation));
        display.Dispose();
        var (export, time) = Timed(() => ModelExporter.Export(result, Output, CancellationToken.None));
        return new TransferReport
        {
            Result = result,
            Answers = [.. result.Answers()], // while the features are there
            Export = export,
            ExportTime = time,
            UnreadableFiles = files.Unreadable,
            DataPlace = Data.Place,
            Counts = ImageCounts.Of(files.Data, result.Skipped),
        };
    }
}
