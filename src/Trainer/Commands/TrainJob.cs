using System.Diagnostics;
using System.Globalization;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>From folders to a model file: reads the data, trains, exports, measures and says what to type next.</summary>
internal sealed record TrainJob
{
    public required string Data { get; init; }

    public required DatasetOptions DataOptions { get; init; }

    public required SplitOptions Split { get; init; }

    public required string Backbone { get; init; }

    public required TransferOptions Options { get; init; }

    public required string Output { get; init; }

    public string? Report { get; init; }

    public string? Json { get; init; }

    public ExitCode Run(ProgramConsole console, CancellationToken cancellation)
    {
        var total = Stopwatch.StartNew();
        OutputPlaces.Check(Report, Json, (OutputPlaces.Model, Output)); // before the work, not after it
        var backbone = MLPipeline.Backbones.Backbone.Load(new BackboneStore().Find(Backbone));
        console.Say($"Backbone: {backbone.Name}, {Measure.Count(backbone.FeatureCount)} features, {backbone.Input.Resize.Width} x {backbone.Input.Resize.Height} pixels");

        // The cache key needs a hash over all weights: made while the images are read, which takes about as long.
        _ = Task.Run(() => backbone.Sha256, CancellationToken.None);
        var dataset = ImageDatasetReader.Read(Data, DataOptions);
        var contents = ContentReader.Read(console, dataset, cancellation);
        var split = DatasetSplitter.Split(dataset, Split, contents.Values);
        DatasetDisplay.Show(console, split);

        using var result = Train(console, backbone, split, contents, cancellation);
        var exportWatch = Stopwatch.StartNew();
        var export = ModelExporter.Export(result, Output, CancellationToken.None); // a cancelled training keeps its best model
        var report = new TrainReport
        {
            Result = result,
            Export = export,
            ExportTime = exportWatch.Elapsed,
            TotalTime = total.Elapsed,
            UnreadableFiles = contents.Faults,
        };
        Finish(console, report);
        return report.SkippedCount > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done;
    }

    private TransferResult Train(ProgramConsole console, Backbone backbone, DatasetSplit split, ContentHashes contents, CancellationToken cancellation)
    {
        using var display = new TrainingDisplay(console);
        try
        {
            return new TransferTrainer(backbone, Options).Train(TransferData.From(split, contents.Values), display.Show, cancellation);
        }
        catch (DatasetException error) when (contents.Faults.Count > 0)
        {
            throw new DatasetException(error.Faults.Concat(contents.Faults)); // files that could not be opened are part of why too little is left
        }
    }

    private void Finish(ProgramConsole console, TrainReport report)
    {
        SkippedDisplay.Show(console, report);
        var (result, export) = (report.Result, report.Export);
        if (result.Head.Cancelled)
        {
            console.Warn("Training was cancelled: the model has the best weights until then.");
        }

        console.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"Classifier: epoch {result.Head.BestEpoch + 1} of {result.Head.History[^1].Epochs}, weight penalty {result.Head.L2:G3}; {Measure.Duration(result.Timings.Head)}"));
        console.WriteLine();
        if (report.Metrics is { } metrics)
        {
            EvaluationDisplay.Print(console, metrics, report.MetricsTitle);
            if (Report is not null)
            {
                EvaluationReport.Save(metrics, Report, report.MetricsTitle);
            }
        }

        else if (Report is not null)
        {
            console.Warn("No report was written: there are neither test nor validation images to measure with.");
        }

        console.WriteLine($"Model:  {export.Path} ({Measure.Bytes(export.Bytes)}; its scores equal the trainer's within {export.LargestDifference.ToString("0.0E+0", CultureInfo.InvariantCulture)} on {Measure.Count(export.ImagesChecked)} images)");
        console.WriteLine($"Time:   {Measure.Duration(report.TotalTime)} in all; features {Measure.Duration(result.Timings.Features)} ({report.FeatureSummary}), classifier {Measure.Duration(result.Timings.Head)}, export {Measure.Duration(report.ExportTime)}");
        if (Report is not null && report.Metrics is not null)
        {
            console.WriteLine($"Report: {Path.GetFullPath(Path.Combine(Report, "evaluation.html"))}");
        }

        console.WriteLine();
        console.WriteLine("Score a folder with it:");
        console.WriteLine($"  {PredictorCommandLine.Score(export.Path, Data)}");
        if (Json is not null)
        {
            JsonOutput.Write(console, Json, report.WriteJson);
        }
    }
}
