using System.CommandLine;
using System.Diagnostics;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer evaluate MODEL.onnx DIR</c>.</summary>
internal sealed class EvaluateCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _model = new("MODEL.onnx") { Description = "A model that this program wrote" };
    private readonly DataArguments _data = new();
    private readonly ComputeArguments _compute = new();
    private readonly Option<string> _part = CommonOptions.OneOf("--part", ["auto", "all", "train", "validation", "test"], "Which images to measure with; auto: the test part where there is one, be it given by the data or chosen when the model was trained on them");
    private readonly Option<string?> _predictions = new("--predictions") { Description = "Write the prediction for every image as CSV", HelpName = "file" };
    private readonly Option<string?> _report = new("--report") { Description = "Write the figures and the confusion matrix as HTML, SVG, CSV and JSON into this folder", HelpName = "folder" };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public EvaluateCommand(ProgramConsole console)
        : base("evaluate", "Measure a model on labelled images")
    {
        _console = console;
        Add(_model);
        _data.AddTo(this);
        Add(_part);
        _compute.AddTo(this);
        Add(_predictions);
        Add(_report);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Other photographs than those it was trained on", "Trainer evaluate photos.onnx new-photos"),
        new("Every image of a folder, with the predictions", "Trainer evaluate photos.onnx photos --part all --predictions predictions.csv"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var batches = _compute.Batches(arguments, faults);
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        OutputPlaces.Check(arguments.GetValue(_report), arguments.GetValue(_json), ("--predictions", arguments.GetValue(_predictions)));
        using var engine = new PredictionEngine(arguments.GetRequiredValue(_model), new PredictionEngineOptions
        {
            Device = _compute.Device(arguments),
            ThreadsPerRun = 1,
            Batches = batches,
        });
        _console.Say($"Device: {engine.Device}");

        var dataset = ImageDatasetReader.Read(arguments.GetRequiredValue(_data.Data), _data.Read(arguments, DatasetUse.Evaluation));
        var selection = PartSelection.Choose(_console, dataset, engine.Contract, arguments.GetRequiredValue(_part), cancellation);
        _console.Say(selection.Explanation);

        var report = Measure(engine, dataset, selection, arguments.GetValue(_predictions), cancellation);
        Print(report, arguments);
        return Task.FromResult(report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private EvaluateReport Measure(PredictionEngine engine, ImageDataset dataset, PartSelection selection, string? predictions, CancellationToken cancellation)
    {
        var labels = engine.Labels.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        WarnOfUnknownClasses(dataset, labels);

        var evaluator = new MulticlassEvaluator(engine.Labels, new EvaluationOptions { TopKPredictionCount = Math.Min(5, engine.Labels.Count) });
        using var output = predictions is null ? null : new PredictionFile(predictions);
        using var progress = _console.StartProgress("Measuring", selection.Images.Count);
        var skipped = new List<(string Path, string Reason)>();
        var watch = Stopwatch.StartNew();
        foreach (var outcome in engine.PredictMany(selection.Images.Select(image => ImageSource.FromFile(image.Path)), cancellation))
        {
            var image = selection.Images[(int)outcome.Index];
            if (outcome.Prediction is { } prediction)
            {
                // A class that the model does not know counts as wrong, under a number beyond its classes.
                evaluator.Add(labels.GetValueOrDefault(image.Label, engine.Labels.Count), prediction.Scores);
                output?.Add(image, prediction);
            }
            else
            {
                skipped.Add((image.Path, outcome.Fault!.Reason));
            }

            progress.Report(outcome.Index + 1, note: skipped.Count > 0 ? $"{skipped.Count} unreadable" : "");
        }

        output?.Complete();
        return skipped.Count < selection.Images.Count
            ? new EvaluateReport(evaluator.ToMetrics(), selection.Part, selection.Explanation, skipped, watch.Elapsed, selection.Images.Count)
            : throw new DatasetException([.. skipped.Take(20).Select(image => new DatasetFault(DatasetFaultKind.Unreadable, image.Path, image.Reason.TrimEnd('.'), "Not one image could be read"))]);
    }

    private void WarnOfUnknownClasses(ImageDataset dataset, Dictionary<string, int> labels)
    {
        var unknown = dataset.Classes.Where(name => !labels.ContainsKey(name)).ToList();
        if (unknown.Count > 0)
        {
            _console.Warn($"The model does not know {unknown.Count} of the classes, whose images count as wrong: {string.Join(", ", unknown.Take(10).Select(PrintableText.Of))}");
        }
    }

    private void Print(EvaluateReport report, ParseResult arguments)
    {
        foreach (var (path, reason) in report.Skipped.Take(20))
        {
            _console.Warn($"Could not be read: {PrintableText.Of(path)}: {PrintableText.Of(reason)}");
        }

        if (report.Skipped.Count > 20)
        {
            _console.Warn($"… and {report.Skipped.Count - 20} more (--json lists all)");
        }

        EvaluationDisplay.Print(_console, report.Metrics, report.Title);
        _console.WriteLine($"Time: {Terminal.Measure.Duration(report.Elapsed)}, {Terminal.Measure.Rate(report.ImagesPerSecond, "images")}");
        if (arguments.GetValue(_report) is { } folder)
        {
            EvaluationReport.Save(report.Metrics, folder, report.Title);
        }

        if (arguments.GetValue(_json) is { } json)
        {
            JsonOutput.Write(_console, json, report.WriteJson);
        }
    }
}
