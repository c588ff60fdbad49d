using System.CommandLine;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer find-rate DIR</c>.</summary>
internal sealed class FindRateCommand : ProgramCommand
{
    private static readonly LearningRateSearchOptions Defaults = new();

    private readonly ProgramConsole _console;
    private readonly JobArguments _job = new(NetworkDefaults.FineTuning);
    private readonly Option<double> _fromRate = new("--from-rate")
    {
        Description = "Rate of the first step",
        HelpName = "rate",
        DefaultValueFactory = _ => Defaults.FromRate,
    };

    private readonly Option<double> _toRate = new("--to-rate")
    {
        Description = "Rate of the last step",
        HelpName = "rate",
        DefaultValueFactory = _ => Defaults.ToRate,
    };

    private readonly Option<int> _steps = new("--steps")
    {
        Description = "Training steps from the one to the other",
        HelpName = "n",
        DefaultValueFactory = _ => Defaults.Steps,
    };

    private readonly Option<string?> _plot = new("--plot") { Description = "Draw losses by rate into this SVG file", HelpName = "file" };
    private readonly Option<string?> _csv = new("--csv") { Description = "Write the losses by rate as CSV", HelpName = "file" };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write a report into this folder: report.html for a browser, rates.svg, rates.csv",
        HelpName = "folder",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public FindRateCommand(ProgramConsole console)
        : base(
            "find-rate",
            "Look for the learning rate to train a network with: raise it from step to step, watch the loss, suggest; "
                + "nothing is trained for good")
    {
        _console = console;
        _job.Data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(_job.Data.Data);
        AddGroup("Options", [.. _job.Network.Options, _fromRate, _toRate, _steps, _plot, _csv, _report, _json]);
        AddGroup("Data", [.. _job.Data.Options, _job.ValidationFraction, _job.TestFraction, _job.Seed, .. _job.PixelSet.Options]);
        AddGroup("Training steps", [.. _job.Learning.StepOptions, .. _job.Layers.StepOptions]);
        AddGroup("Computing", [.. _job.Compute.Options, _job.Cache, _job.NoCache]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new(
            "For all layers of a pretrained network, with a picture",
            "Trainer find-rate photos --backbone resnet34 --unfreeze all --plot rates.svg"),
        new(
            "For a network from zero, with the optimizer it will be trained with",
            "Trainer find-rate photos --network resnet18 --from-scratch --optimizer adamw"),
        new("On a published data set, in more steps", "Trainer find-rate --dataset cifar10 --network resnet20 --from-scratch --steps 300"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var way = _job.Network.Way(arguments);
        var search = new LearningRateSearchOptions
        {
            FromRate = arguments.GetValue(_fromRate),
            ToRate = arguments.GetValue(_toRate),
            Steps = arguments.GetValue(_steps),
        };
        faults.AddRange(search.Faults());
        var inputs = _job.Inputs(arguments, way, faults);
        var job = JobOf(arguments, way, inputs, faults);
        if (faults.Count > 0) throw new UsageException(faults);

        var (plot, csv, json) = (arguments.GetValue(_plot), arguments.GetValue(_csv), arguments.GetValue(_json));
        OutputPlaces.Check(arguments.GetValue(_report), json, ("--plot", plot), ("--csv", csv)); // before the work, not after it
        var training = job();
        var report = training.FindRate(_console, search, cancellation);
        SkippedDisplay.Show(_console, report.Skipped);
        RateDisplay.Print(_console, report);
        if (plot is not null) report.WritePlot(plot);
        if (csv is not null) report.WriteCsv(csv);
        if (arguments.GetValue(_report) is { } folder)
        {
            RatePage.Save(_console, training.Settings, report, arguments.Tokens.Select(token => token.Value), folder);
        }

        if (json is not null) JsonOutput.Write(_console, json, report.WriteJson);
        return Task.FromResult(report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private Func<IRateSearch> JobOf(ParseResult arguments, TrainingWay way, JobInputs inputs, List<string> faults)
    {
        if (way == TrainingWay.FrozenBackbone)
        {
            faults.Add("A frozen backbone's classifier needs no search for its rate. "
                + "Say what else is to be trained: --unfreeze with a backbone, or --network with --from-scratch.");
        }

        return way == TrainingWay.FromScratch
            ? _job.FromScratch(arguments, inputs, faults)
            : _job.FineTuning(arguments, inputs, NetworkDefaults.FineTuning, headEpochs: null, faults);
    }
}
