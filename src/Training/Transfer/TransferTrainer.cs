using System.Diagnostics;
using MLPipeline.Backbones;
using MLPipeline.Datasets;
using MLPipeline.Evaluation;

namespace MLPipeline.Training;

/// <summary>
/// Retrains a pretrained network for new classes: its features are computed once and kept, a dense layer with softmax is trained on
/// them. Holds nothing of a run; may be used again and from several threads.
/// </summary>
public sealed class TransferTrainer
{
    private readonly Backbone _backbone;
    private readonly TransferOptions _options;
    private readonly HeadTrainer _headTrainer;

    /// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
    public TransferTrainer(Backbone backbone, TransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        _backbone = backbone;
        _options = options ?? new TransferOptions();
        _headTrainer = new HeadTrainer(_options.Head);
    }

    /// <summary>Trains and measures.</summary>
    /// <param name="data">Images with their classes and parts.</param>
    /// <param name="onEvent">Told what happens, from one thread at a time.</param>
    /// <param name="cancellation">
    /// Before the first epoch is done it ends the run (computed features stay in the cache); afterwards it ends training, and the best
    /// weights so far are the result.
    /// </param>
    /// <exception cref="DatasetException">After unreadable images were left out, too little remains; every fault is listed.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch was done.</exception>
    public TransferResult Train(TransferData data, Action<TransferEvent>? onEvent = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        var extractor = new FeatureExtractor(_backbone, _options.Features);
        var features = extractor.Extract(
            [.. data.Images.Select(image => image.Image)],
            progress => onEvent?.Invoke(new TransferEvent.Features(progress)),
            device => onEvent?.Invoke(new TransferEvent.DeviceChosen(device)),
            cancellation);
        try
        {
            RequireTrainable(data, features);

            var train = Part(data, features, SplitName.Train);
            var validation = Part(data, features, SplitName.Validation);
            var test = Part(data, features, SplitName.Test);
            onEvent?.Invoke(new TransferEvent.HeadStarted(train.Count, validation.Count, test.Count));

            var watch = Stopwatch.StartNew();
            var head = _headTrainer.Train(train, validation, data.Classes.Count, epoch => onEvent?.Invoke(new TransferEvent.Epoch(epoch)), cancellation);
            var headTime = watch.Elapsed;
            watch.Restart();
            var validationMetrics = Measure(head.Head, validation, data.Classes);
            var testMetrics = Measure(head.Head, test, data.Classes);

            return new TransferResult(features)
            {
                Backbone = _backbone,
                Classes = data.Classes,
                Data = data,
                Options = _options,
                Head = head,
                ValidationMetrics = validationMetrics,
                TestMetrics = testMetrics,
                Timings = new TransferTimings(features.Elapsed, headTime, watch.Elapsed),
            };
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    private static FeatureSubset Part(TransferData data, FeatureSet features, SplitName part)
    {
        var rows = new List<int>();
        var labels = new List<int>();
        for (var i = 0; i < data.Images.Count; i++)
        {
            if (data.Images[i].Part == part && features.Has(i))
            {
                rows.Add(i);
                labels.Add(data.Images[i].Label);
            }
        }

        return new FeatureSubset(features, rows, labels);
    }

    private static void RequireTrainable(TransferData data, FeatureSet features)
    {
        var readable = new int[data.Classes.Count];
        for (var i = 0; i < data.Images.Count; i++)
        {
            if (data.Images[i].Part == SplitName.Train && features.Has(i))
            {
                readable[data.Images[i].Label]++;
            }
        }

        ReadableClasses.Require(data.Classes, readable, features.Skipped);
    }

    private static MulticlassClassificationMetrics? Measure(LinearHead head, FeatureSubset images, IReadOnlyList<string> classes)
    {
        if (images.Count == 0)
        {
            return null;
        }

        var evaluator = new MulticlassEvaluator(classes, new EvaluationOptions { TopKPredictionCount = Math.Min(5, classes.Count) });
        var scores = new float[classes.Count];
        for (var i = 0; i < images.Count; i++)
        {
            head.Predict(images.Row(i), scores);
            evaluator.Add(images.Labels[i], scores);
        }

        return evaluator.ToMetrics();
    }
}
