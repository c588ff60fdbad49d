using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer sweep DIR --vary NAME=VALUES --run FOLDER</c>.</summary>
internal sealed class SweepCommand : ProgramCommand
{
    private const double DefaultValidation = 0.2;

    private readonly ProgramConsole _console;
    private readonly JobArguments _job = new();
    private readonly Option<string[]> _vary = new("--vary")
    {
        Description = "An option of 'train' and what to try for it: learning-rate=0.01,0.03,0.1 or a range to draw from, learning-rate=1e-3..1e-1; "
            + "semicolons between values that have commas. Once for each option",
        HelpName = "name=values",
        Arity = ArgumentArity.OneOrMore,
        Required = true,
    };

    private readonly Option<int?> _trials = new("--trials")
    {
        Description = "Try so many combinations, drawn by --seed, and not all of them",
        HelpName = "n",
    };

    private readonly Option<int> _reduction = new("--reduction")
    {
        Description = "Of so many trials the best one is trained on, n times as long; 1 trains all of them to the end",
        HelpName = "n",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<string> _by = CommonOptions.OneOf(
        "--by", ["accuracy", "loss"], "What the best one is chosen by, on the validation images");

    private readonly Option<string> _run = new("--run")
    {
        Description = "The folder of the sweep; every trial is a run in it",
        HelpName = "folder",
        Required = true,
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Go on with a sweep that was interrupted, with the same result; begin where there is none",
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the best trial's model to this file too",
        HelpName = "file",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public SweepCommand(ProgramConsole console)
        : base("sweep", "Try combinations of training options, give up early those that fall behind, and keep the best model")
    {
        _console = console;
        _job.Data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        _job.ValidationFraction.DefaultValueFactory = _ => DefaultValidation;
        Add(_job.Data.Data);
        AddGroup("Sweep", [_vary, _run, _trials, _reduction, _by, _resume, _output, _json]);
        AddGroup("Data", [.. _job.Data.Options, _job.ValidationFraction, _job.TestFraction, _job.Seed, .. _job.PixelSet.Options]);
        AddGroup("Training, the same for all trials", [.. Variable]);
        AddGroup("Computing", [.. _job.Compute.Options, _job.Cache, _job.NoCache]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new(
            "Four rates, each with and without augmentation",
            "Trainer sweep photos --network resnet18 --from-scratch --epochs 27 --vary learning-rate=0.01,0.03,0.1,0.3 "
                + "--vary 'augment=none;pad-crop:4,flip' --run sweeps/rates -o photos.onnx"),
        new(
            "Twenty combinations by chance",
            "Trainer sweep photos --unfreeze all --trials 20 --vary learning-rate=1e-5..1e-2 --vary label-smoothing=0,0.1 --run sweeps/unfrozen"),
        new("Which backbone", "Trainer sweep photos --vary backbone=mobilenetv2,resnet50 --run sweeps/backbones"),
    ];

    /// <summary>What trials may differ in. Not the seed: it decides which images are held out, and so what is compared.</summary>
    private IEnumerable<Option> Variable => [.. _job.Network.Options, .. _job.Learning.Options, .. _job.Layers.Options];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var folder = new RunFolder(arguments.GetRequiredValue(_run));
        var trials = Trials(arguments, faults);
        var reduction = arguments.GetValue(_reduction);
        if (reduction < 1) faults.Add($"--reduction is {reduction}; it must be at least 1.");
        faults.AddRange(FolderFaults(folder, arguments.GetValue(_resume)));
        TrialJob[] jobs = [.. trials.Select(trial => Read(trial, folder, arguments, faults))];
        if (faults.Count > 0) throw new UsageException([.. faults.Distinct()]);
        var sweep = new SweepJob
        {
            Trials = jobs,
            Plan = HalvingPlan.Of(jobs.Length, jobs.Min(job => job.Training!.Epochs ?? 1), reduction),
            ByLoss = arguments.GetValue(_by) == "loss",
            Folder = folder,
            Words = Words(arguments),
            Command = [.. arguments.Tokens.Select(token => token.Value)],
            Resumes = arguments.GetValue(_resume),
            Model = arguments.GetValue(_output),
            Json = arguments.GetValue(_json),
        };
        return Task.FromResult(sweep.Run(_console, cancellation));
    }

    private IReadOnlyList<Trial> Trials(ParseResult arguments, List<string> faults)
    {
        string[] names = [.. Variable.Select(option => option.Name)];
        var read = arguments.GetRequiredValue(_vary).Select(text => VariedOption.Read(text, names, faults));
        VariedOption[] options = [.. read.OfType<VariedOption>()];
        var given = Variable.Where(option => arguments.IsGiven(option) && options.Any(varied => varied.Name == option.Name)).ToList();
        faults.AddRange(given.Select(option => $"{option.Name} is given, and varied as well; leave out one of them."));
        if (faults.Count > 0) return [];
        var count = arguments.GetValue(_trials);
        faults.AddRange(TrialChoice.Faults(options, count));
        return faults.Count > 0 ? [] : TrialChoice.Of(options, count, arguments.GetValue(_job.Seed));
    }

    private static IEnumerable<string> FolderFaults(RunFolder folder, bool resumes)
    {
        if (folder.IsSweep)
        {
            if (!resumes) yield return $"--run: '{folder.Path}' holds a sweep; --resume goes on with it, or name another folder.";
        }
        else if (folder.IsRun)
        {
            yield return $"--run: '{folder.Path}' holds another run; name another folder.";
        }
    }

    /// <summary>What was typed but for the sweep's own options: the words of <c>train</c> that all trials share.</summary>
    private List<string> Words(ParseResult arguments)
    {
        // Of the whole program: how much is said, which decides nothing.
        var ofProgram = arguments.RootCommandResult.Command.Options.Where(option => option.Recursive);
        Option[] others = [_vary, _run, _trials, _reduction, _by, _resume, _output, _json, .. ofProgram];
        var byName = others.SelectMany(option => option.Aliases.Prepend(option.Name).Select(name => (name, option))).ToDictionary();
        var (words, isValue) = (new List<string>(), false);
        foreach (var token in arguments.Tokens.Where(token => token.Type != TokenType.Command))
        {
            var other = token.Type == TokenType.Option ? byName.GetValueOrDefault(token.Value) : null;
            if (other is null && !isValue) words.Add(token.Value);
            isValue = other is not null && other.ValueType != typeof(bool); // the next word is its value
        }

        if (!arguments.IsGiven(_job.ValidationFraction))
        {
            words.InsertRange(0, [_job.ValidationFraction.Name, DefaultValidation.ToString(CultureInfo.InvariantCulture)]);
        }

        return words;
    }

    /// <summary>The training of a trial, as if its values had been typed too; without a job where they have faults.</summary>
    private TrialJob Read(Trial trial, RunFolder folder, ParseResult arguments, List<string> faults)
    {
        var words = arguments.Tokens.SelectMany(token =>
            token.Type == TokenType.Command ? [token.Value, .. trial.Words] : new[] { token.Value });
        var parsed = arguments.RootCommandResult.Command.Parse([.. words], arguments.Configuration);
        var mistakes = new List<string>(parsed.Errors.Select(error => error.Message));
        TrainJob? job = null;
        if (mistakes.Count == 0)
        {
            var way = _job.Network.Way(parsed);
            var inputs = _job.Inputs(parsed, way, mistakes);
            var make = _job.Job(parsed, way, inputs, mistakes);
            if (mistakes.Count == 0) job = make();
        }

        faults.AddRange(mistakes.Select(mistake => $"Trial {trial.Number} ({trial.Title}): {mistake}"));
        var place = folder.Part(string.Create(CultureInfo.InvariantCulture, $"trial-{trial.Number:00}"));
        string[] command = ["train", .. trial.Words, "--run", place.Path, .. Words(arguments)];
        return new TrialJob(trial, place, job is null ? null : job with { Command = command });
    }
}
