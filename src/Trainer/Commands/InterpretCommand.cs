using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer interpret MODEL.onnx DIR -o FOLDER</c>.</summary>
internal sealed class InterpretCommand : ProgramCommand
{
    private const int MostTopLosses = 1000;
    private const int MostConfusions = 20;

    private readonly ProgramConsole _console;
    private readonly ModelArguments _model = new("A model that this program wrote", "look at");
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder for report.html, pictures and tables",
        HelpName = "folder",
        Required = true,
    };
    private readonly Option<int> _top = new("--top")
    {
        Description = "How many of the images with the highest losses to show",
        HelpName = "n",
        DefaultValueFactory = _ => 25,
    };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public InterpretCommand(ProgramConsole console)
        : base(
            "interpret",
            "See what a model gets wrong: highest losses, most confused classes, reliability, and where in an image it looked")
    {
        _console = console;
        _model.AddTo(this);
        Add(_output);
        Add(_top);
        Add(_model.Part);
        _model.Compute.AddTo(this);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("The images that were held out when the model was trained on this folder", "Trainer interpret photos.onnx photos -o mistakes"),
        new(
            "Images that are likely to have wrong labels: the highest losses of all",
            "Trainer interpret photos.onnx photos -o mistakes --part all --top 100"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var (folder, top, batches) = (arguments.GetRequiredValue(_output), arguments.GetValue(_top), _model.Compute.Batches(arguments, faults));
        if (top is < 1 or > MostTopLosses) faults.Add($"{_top.Name} is {top}; it must be 1 to {MostTopLosses}.");
        if (File.Exists(folder)) faults.Add($"{_output.Name} '{folder}' is a file; a folder is needed.");
        if (faults.Count > 0) throw new UsageException(faults);
        OutputPlaces.Check(null, arguments.GetValue(_json));
        OutputPlaces.CheckFolder(_output.Name, folder);

        using var engine = _model.Open(_console, arguments, batches);
        var (dataset, selection) = _model.Choose(_console, arguments, engine.Contract, cancellation);
        var rows = new ShownRows(top);
        var report = Look(engine, dataset, selection, rows, cancellation);
        var (contract, images) = (engine.Contract, ShownImages.Of(selection.Images));
        var maps = LossMaps.Compute(_console, _model.File(arguments), contract, batches, report.TopLosses, images, cancellation);
        var files = InterpretFolder.Write(report, maps?.Maps, contract.Input.Resize, folder);
        var title = $"Mistakes of {Path.GetFileName(_model.File(arguments))}";
        var command = arguments.Tokens.Select(token => token.Value);
        new ScoredPage(title, selection, rows, maps, contract.Input.Resize, command).Save(_console, report.Evaluation, folder);
        report = report with { Method = maps?.Method, Files = [ReportPage.FileName, .. files] };
        SkippedDisplay.ShowLines(_console, report.Evaluation.Skipped);
        InterpretDisplay.Print(_console, report, folder);
        if (arguments.GetValue(_json) is { } json) JsonOutput.Write(_console, json, report.WriteJson);
        return Task.FromResult(report.Evaluation.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    /// <summary>Scores every image once.</summary>
    private InterpretReport Look(
        PredictionEngine engine, ImageDataset dataset, PartSelection selection, ShownRows rows, CancellationToken cancellation)
    {
        var evaluation = new ModelScoring(_console, engine, dataset).Run(selection, rows.Add, cancellation);
        var confusions = evaluation.Metrics.ConfusionMatrix.MostConfused().Take(MostConfusions)
            .Select(pair => new ConfusedPair(pair, rows.Examples.Of(pair.Actual, pair.Predicted)));
        return new InterpretReport(evaluation, engine.Labels, selection.Images, rows.Losses, [.. confusions]);
    }
}
