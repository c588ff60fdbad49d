using MLPipeline.Inference;
using MLPipeline.Kernels.Threading;
using MLPipeline.Networks;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>A whole network from random weights.</summary>
internal sealed record FromScratchJob : TrainJob, IRateSearch
{
    public required IImageOrigin Data { get; init; }

    public required NetworkDefinition Network { get; init; }

    /// <summary>Channels, size and seed; the classes come from the data.</summary>
    public required NetworkOptions Shape { get; init; }

    public required ClassifierTrainingOptions Options { get; init; }

    public required BatchRunOptions Batches { get; init; }

    public override int? Epochs => Options.Training.Epochs;

    public override IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Way", "from scratch"), ("Network", Network.Name), ("Input", new InputShape(Shape.Channels!.Value, Shape.Height!.Value, Shape.Width!.Value).ToString()),
        .. Data.Settings, .. SettingsOf(Options),
    ];

    public override BatchRunOptions Reading => Batches;

    protected override TrainingWay Way => TrainingWay.FromScratch;

    public override TrainJob On(FileData files) => this with { Data = new FileImages(files, Batches) };

    public RateReport FindRate(ProgramConsole console, LearningRateSearchOptions search, CancellationToken cancellation)
    {
        RateReport Search(TrainableClassifier classifier, OpenedImages images, WorkTeam team)
        {
            using var progress = new RateSearchDisplay(console, search.Steps);
            var curve = new ClassifierTrainer(Options).FindRate(classifier, images.Data, team, search, progress.Show, cancellation);
            return new RateReport
            {
                Network = Network.Name,
                IsBackbone = false,
                Options = Options,
                Search = search,
                Curve = curve,
                Skipped = UnreadImages.Of(images.Unreadable, images.Data.Skipped),
            };
        }

        return Prepare(console, Search, cancellation);
    }

    protected override TrainReport Train(ProgramConsole console, CancellationToken cancellation)
    {
        TrainReport Train(TrainableClassifier classifier, OpenedImages images, WorkTeam team)
        {
            Validation.Require(Options, images.Data.Validation is not null);
            NetworkTrainingDisplay.Introduce(console, classifier, Options);
            using var display = new NetworkTrainingDisplay(console, images.Data.Classes, Options.Training.Epochs, cancellation);
            using var listeners = new RunListeners(console, Records, images.Data.Classes, Options.Training, startsFromZero: true);
            using var end = new EpochEnd(PauseAfterEpoch, cancellation);
            var result = new ClassifierTrainer(Options).Train(classifier, images.Data, team, Checkpoints, happened =>
            {
                display.Show(happened);
                listeners.Add(happened);
                end.Add(happened);
            }, endAfterEpoch: end.Token);
            display.Dispose();
            var (export, time) = Timed(() => ModelExporter.Export(result, Output, Batches, CancellationToken.None));
            return new NetworkTrainReport
            {
                Result = result,
                Answers = result.Answers,
                Warnings = listeners.Warnings,
                Export = export,
                ExportTime = time,
                UnreadableFiles = images.Unreadable,
                DataPlace = Data.Place,
                Counts = ImageCounts.Of(images.Data),
                PictureOf = images.PictureOf,
            };
        }

        return Prepare(console, Train, cancellation);
    }

    private T Prepare<T>(ProgramConsole console, Func<TrainableClassifier, OpenedImages, WorkTeam, T> use, CancellationToken cancellation)
    {
        using var team = new WorkTeam(Batches.Threads);
        var input = Data.InputFor(Shape.Height!.Value, Shape.Width!.Value);
        using var images = Data.Open(console, input.Resize, Options.Augmentation, team, cancellation);
        return use(TrainableClassifier.FromZero(Network, Shape with { Classes = images.Data.Classes.Count }, input), images, team);
    }
}
