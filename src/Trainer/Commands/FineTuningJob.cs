using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A classifier on the features of a backbone, then layers of the backbone with it.</summary>
internal sealed record FineTuningJob : TrainJob, IRateSearch
{
    public required FileData Data { get; init; }

    public required string Backbone { get; init; }

    public required TransferOptions Head { get; init; }

    public required ClassifierTrainingOptions Options { get; init; }

    public override int? Epochs => Options.Training.Epochs;

    public override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Way", "fine-tuning"), ("Backbone", Backbone), .. Data.Settings,
        .. OptionText.Properties(Head.Head).Select(setting => ($"FirstHead.{setting.Name}", setting.Value)), .. SettingsOf(Effective),
    ];

    public override BatchRunOptions Reading => Head.Features.Batches;

    /// <summary>The options with what training does for every pretrained network.</summary>
    private ClassifierTrainingOptions Effective => Options with { Training = Options.Training with { MeasuresStart = true } };

    protected override TrainingWay Way => TrainingWay.FineTuning;

    public override TrainJob On(FileData files) => this with { Data = files };

    public RateReport FindRate(ProgramConsole console, LearningRateSearchOptions search, CancellationToken cancellation)
    {
        RateReport Search(Work work)
        {
            using var progress = new RateSearchDisplay(console, search.Steps);
            var found = work.Files.Use(data => work.Tuner.FindRate(data, work.Team, search, work.Display.Events, point =>
            {
                work.Display.Dispose(); // the preparation is over
                progress.Show(point);
            }, cancellation));
            return new RateReport
            {
                Network = Backbone,
                IsBackbone = true,
                Options = Options,
                Search = search,
                Curve = found.Curve,
                Skipped = UnreadImages.Of(work.Files.Unreadable, found.Skipped),
            };
        }

        return Prepare(console, Search, cancellation);
    }

    protected override TrainReport Train(ProgramConsole console, CancellationToken cancellation)
    {
        TrainReport Train(Work work)
        {
            Validation.Require(Options, work.Files.Data);
            using var listeners = new RunListeners(console, Records, work.Files.Data.Classes, Options.Training, startsFromZero: false);
            using var end = new EpochEnd(PauseAfterEpoch, cancellation);
            var shown = work.Display.Events;
            var events = shown with { Network = shown.Network + listeners.Add + end.Add };
            var result = work.Files.Use(data => work.Tuner.Train(data, work.Team, Checkpoints, events, endAfterEpoch: end.Token));
            work.Display.Dispose();
            var (export, time) = Timed(() => ModelExporter.Export(result.Classifier, Output, Head.Features.Batches, CancellationToken.None));
            return new NetworkTrainReport
            {
                Result = result.Classifier,
                Before = result,
                Answers = result.Classifier.Answers,
                Warnings = listeners.Warnings,
                Export = export,
                ExportTime = time,
                UnreadableFiles = work.Files.Unreadable,
                DataPlace = Data.Place,
                Counts = ImageCounts.Of(work.Files.Data, result.Classifier.Skipped),
            };
        }

        return Prepare(console, Train, cancellation);
    }

    private T Prepare<T>(ProgramConsole console, Func<Work, T> use, CancellationToken cancellation)
    {
        var backbone = BackboneDisplay.Load(console, Backbone);
        var files = Data.Read(console, cancellation);
        using var team = new WorkTeam(Head.Features.Batches.Threads);
        using var display = new FineTuningDisplay(console, files.Data.Classes, files.Data.Images.Count, Options.Training.Epochs, cancellation);
        return use(new Work(new FineTuner(backbone, Head, Options), files, team, display));
    }

    private sealed record Work(FineTuner Tuner, ReadFiles Files, WorkTeam Team, FineTuningDisplay Display);
}
