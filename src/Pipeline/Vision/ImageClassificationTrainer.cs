using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Training;

namespace MLPipeline.Vision;

/// <summary>
/// Retrains a pretrained network for new classes: its features are computed once and cached, a classifier is trained on them. ML.NET's trainer with its names; what
/// differs is in docs/mlnet-compatibility.md. Holds nothing of a run: it can be fitted again and from several threads. The same rows, options and seed give a model of the
/// same bytes, on any number of threads.
/// </summary>
public sealed partial class ImageClassificationTrainer : IEstimator<ImageClassificationTransformer>
{
    private const string Source = nameof(ImageClassificationTrainer);

    private readonly MLContext _context;
    private readonly Options _options;
    private readonly Lazy<Backbone> _backbone;

    internal ImageClassificationTrainer(MLContext context, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The options of the image classification trainer are not usable: {string.Join(" ", faults)}", nameof(options));
        }

        _context = context;
        _options = options;
        _backbone = new Lazy<Backbone>(() => BackboneChoice.Load(options.Backbone, options.Arch));
    }

    /// <summary>Trains on a view; <see cref="Options.ValidationSet"/> or a part of the view (<see cref="Options.ValidationSetFraction"/>) decides when to stop.</summary>
    /// <exception cref="ArgumentException">The columns do not fit; all faults are listed.</exception>
    /// <exception cref="BackboneException">The pretrained network is not there; the message says how to get it.</exception>
    /// <exception cref="DatasetException">Fewer than two classes, or a class without readable images; every fault is listed.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="ExportException">The finished file does not give the trainer's scores.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch was done; later, the best model so far is the result.</exception>
    public ImageClassificationTransformer Fit(IDataView input) => Fit(input, _options.ValidationSet);

    /// <summary>Trains on a view and stops early by another, which goes before <see cref="Options.ValidationSet"/> and <see cref="Options.ValidationSetFraction"/>.</summary>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public ImageClassificationTransformer Fit(IDataView trainData, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        var images = TrainingImages.Read(trainData, validationData, _options, _options.Seed ?? _context.Seed);
        foreach (var sentence in images.Remarks)
        {
            _context.Report(ChannelMessageKind.Warning, Source, sentence);
        }

        var transferOptions = _options.ToTransferOptions(_context.Seed);
        using var result = new TransferTrainer(_backbone.Value, transferOptions).Train(images.ToTransferData(), Tell, _options.Cancellation);
        var skipped = images.SkippedWith(result.Skipped);
        foreach (var image in skipped)
        {
            _context.Report(ChannelMessageKind.Warning, Source, $"Row {image.Index} took no part in training: {image.Name}: {image.Reason}");
        }

        return new ImageClassificationTransformer(_context, Export(result), result.Classes, _options.Columns, new(_options.Device, _options.Threads))
        {
            Report = ImageClassificationReport.Of(result, skipped, images),
        };
    }

    /// <summary>The finished file, checked; it stays in <see cref="Options.WorkspacePath"/> when there is one.</summary>
    private byte[] Export(TransferResult result)
    {
        if (_options.WorkspacePath is { } workspace)
        {
            return File.ReadAllBytes(ModelExporter.Export(result, Path.Combine(workspace, $"{_options.FinalModelPrefix}{result.Backbone.Name}.onnx")).Path);
        }

        var folder = Directory.CreateTempSubdirectory("mlpipeline-model-");
        try
        {
            return File.ReadAllBytes(ModelExporter.Export(result, Path.Combine(folder.FullName, "model.onnx")).Path);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Tell(TransferEvent happening)
    {
        switch (happening)
        {
            case TransferEvent.DeviceChosen { Device: var device }:
                _context.Report(ChannelMessageKind.Info, Source, $"Features are computed on {device}.");
                break;

            case TransferEvent.HeadStarted started:
                _context.Report(ChannelMessageKind.Info, Source, $"Training on {started.TrainImages} images, stopping by {started.ValidationImages}.");
                break;

            case TransferEvent.Features { Progress: var progress }:
                _options.MetricsCallback?.Invoke(new ImageClassificationMetrics { Bottleneck = new BottleneckMetrics(progress) });
                break;

            case TransferEvent.Epoch { Figures: var epoch }:
                if (_options.TestOnTrainSet)
                {
                    _options.MetricsCallback?.Invoke(new ImageClassificationMetrics { Train = TrainMetrics.OfTraining(epoch) });
                }

                if (epoch.Validation is { } validation)
                {
                    _options.MetricsCallback?.Invoke(new ImageClassificationMetrics { Train = TrainMetrics.OfValidation(epoch, validation) });
                }

                break;
        }
    }
}
