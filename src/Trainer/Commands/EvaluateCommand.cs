using System.CommandLine;
using MLPipeline.Evaluation;
using MLPipeline.Inference;
using MLPipeline.Reporting;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer evaluate MODEL.onnx DIR</c>.</summary>
internal sealed class EvaluateCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelArguments _model = new("A model that this program wrote", "measure with");
    private readonly Option<string?> _predictions = new("--predictions") { Description = "Write the prediction for every image as CSV", HelpName = "file" };
    private readonly Option<string?> _report = new("--report") { Description = "Write a report into this folder: report.html for a browser, figures and pictures as JSON, CSV and SVG", HelpName = "folder" };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public EvaluateCommand(ProgramConsole console)
        : base("evaluate", "Measure a model on labelled images")
    {
        _console = console;
        _model.AddTo(this);
        Add(_model.Part);
        _model.Compute.AddTo(this);
        Add(_predictions);
        Add(_report);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Other photographs than those it was trained on", "Trainer evaluate photos.onnx new-photos"),
        new("Every image of a folder, with the predictions", "Trainer evaluate photos.onnx photos --part all --predictions predictions.csv"),
        new("A page with the confusion matrix and the images behind it", "Trainer evaluate photos.onnx new-photos --report report"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var batches = _model.Compute.Batches(arguments, faults);
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        OutputPlaces.Check(arguments.GetValue(_report), arguments.GetValue(_json), ("--predictions", arguments.GetValue(_predictions)));
        using var engine = _model.Open(_console, arguments, batches);
        var (dataset, selection) = _model.Choose(_console, arguments, engine.Contract, cancellation);
        using var predictions = arguments.GetValue(_predictions) is { } file ? new PredictionFile(file) : null;
        var rows = arguments.GetValue(_report) is null ? null : new ShownRows(ShownRows.LossesOfPage);
        var report = new ModelScoring(_console, engine, dataset).Run(selection, scored =>
        {
            predictions?.Add(scored.Image, scored.Prediction);
            rows?.Add(scored);
        }, cancellation);
        predictions?.Complete();
        Print(report);
        if (rows is not null) SaveReport(report, selection, rows, engine.Contract, batches, arguments, cancellation);
        if (arguments.GetValue(_json) is { } json) JsonOutput.Write(_console, json, report.WriteJson);
        return Task.FromResult(report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private void Print(EvaluateReport report)
    {
        SkippedDisplay.ShowLines(_console, report.Skipped);
        EvaluationDisplay.Print(_console, report.Metrics, report.Title);
        _console.WriteLine($"Time: {Measure.Duration(report.Elapsed)}, {Measure.Rate(report.ImagesPerSecond, "images")}");
    }

    private void SaveReport(
        EvaluateReport report,
        PartSelection selection,
        ShownRows rows,
        ModelContract contract,
        BatchRunOptions batches,
        ParseResult arguments,
        CancellationToken cancellation)
    {
        var (folder, model, view) = (arguments.GetValue(_report)!, _model.File(arguments), contract.Input.Resize);
        EvaluationReport.Save(report.Metrics, folder);
        var maps = LossMaps.Compute(_console, model, contract, batches, rows.Losses, ShownImages.Of(selection.Images), cancellation);
        var command = arguments.Tokens.Select(token => token.Value);
        new ScoredPage($"Evaluation of {Path.GetFileName(model)}", selection, rows, maps, view, command).Save(_console, report, folder);
        _console.WriteLine($"Report: {Path.GetFullPath(Path.Combine(folder, ReportPage.FileName))}");
    }
}
