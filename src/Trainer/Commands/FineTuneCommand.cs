using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>
/// <c>Trainer fine-tune DIR -o MODEL.onnx</c>: what <c>train --unfreeze all</c> does, with a recipe in place of its defaults.
/// </summary>
internal sealed class FineTuneCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly JobArguments _job = new(NetworkDefaults.Recipe);
    private readonly ResultArguments _results = new();
    private readonly Option<string?> _epochs = new("--epochs")
    {
        Description = "Epochs of the classifier alone (auto: as many as 'train' takes), then of all layers; "
            + "m alone stands for 1+m [default: 1+4]",
        HelpName = "n+m|auto+m|m",
    };

    public FineTuneCommand(ProgramConsole console)
        : base(
            "fine-tune",
            "Retrain all of a pretrained network: its new classifier first, then every layer in one cycle, "
                + "the first ones at a hundredth of the classifier's rate")
    {
        _console = console;
        _epochs.Validators.Add(result =>
        {
            foreach (var fault in result.Tokens.SelectMany(token => EpochPair.Faults(token.Value))) result.AddError(fault);
        });
        _job.Network.UnfreezeAll();
        _job.Data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(_job.Data.Data);
        AddGroup(
            "Options", [.. _results.Model, .. _job.Network.PretrainedOptions, _epochs, _job.TestFraction, _job.Seed, .. _results.Reports]);
        AddGroup("Data", [.. _job.Data.Options, _job.ValidationFraction, .. _job.PixelSet.Options]);
        AddGroup("Training", [.. _job.Learning.OptionsButEpochs, .. _job.Layers.Options, .. _results.OnTheWay]);
        AddGroup("Computing", [.. _job.Compute.Options, _job.Cache, _job.NoCache]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new(
            "The classifier for one epoch, then all layers for four",
            "Trainer fine-tune photos -o photos.onnx --backbone resnet34 --epochs 1+4"),
        new(
            "At rates that 'find-rate' has suggested, on augmented images",
            "Trainer fine-tune photos -o photos.onnx --backbone resnet34 --learning-rate 1e-6:1e-4 --augment photo"),
        new(
            "The last two stages only, the first of them at a hundredth of the rate",
            "Trainer fine-tune photos -o photos.onnx --backbone resnet34 --unfreeze 2"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var inputs = _job.Inputs(arguments, TrainingWay.FineTuning, faults);
        faults.AddRange(_results.FaultsFor(TrainingWay.FineTuning, arguments, hasFiles: inputs.Published is null));
        var epochs = EpochPair.Of(arguments.GetValue(_epochs)) ?? new EpochPair(1, NetworkDefaults.Recipe.Epochs);
        var job = _job.FineTuning(arguments, inputs, NetworkDefaults.Recipe with { Epochs = epochs.All }, epochs.Head, faults);
        if (faults.Count > 0) throw new UsageException(faults);
        return Task.FromResult(_results.Run(job(), inputs.Files, TrainingWay.FineTuning, arguments, _console, cancellation));
    }
}
