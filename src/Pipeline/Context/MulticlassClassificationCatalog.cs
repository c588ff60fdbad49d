using MLPipeline.Evaluation;
using MLPipeline.Vision;

namespace MLPipeline;

/// <summary>Trains and measures classifiers.</summary>
public sealed class MulticlassClassificationCatalog
{
    private readonly MLContext _context;

    internal MulticlassClassificationCatalog(MLContext context)
    {
        _context = context;
        Trainers = new MulticlassClassificationTrainers(context);
    }

    /// <summary>What can be trained.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>
    /// Measures the scores of a view against its labels. Classes are matched by name, so labels with other keys than the model's are measured rightly; a class
    /// that the model does not know counts as wrong, a row without label or scores is left out, and both are counted in the result.
    /// </summary>
    /// <param name="data">A scored view; it is read once.</param>
    /// <param name="labelColumnName">The column of true classes: keys.</param>
    /// <param name="scoreColumnName">The column of scores.</param>
    /// <param name="predictedLabelColumnName">Has to be there, as in ML.NET; every figure comes from the scores.</param>
    /// <param name="topKPredictionCount">The K of the top-K accuracy, at most the number of classes; 0 for none.</param>
    /// <exception cref="ArgumentException">A column is missing or has another type.</exception>
    public MulticlassClassificationMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        _ = data.Schema[predictedLabelColumnName];
        return ScoredRows.Evaluate(data, data.Schema[labelColumnName], data.Schema[scoreColumnName], topKPredictionCount);
    }

    /// <summary>
    /// Trains on all folds but one and measures on that one, for each fold. Every class has its share in every fold; rows with the same image, and rows of one group,
    /// are in one fold, so that no image is learned from and measured on.
    /// </summary>
    /// <param name="data">The view.</param>
    /// <param name="estimator">The whole pipeline, or the trainer alone.</param>
    /// <param name="numberOfFolds">At least 2, at most the number of rows; default 5.</param>
    /// <param name="labelColumnName">The column of keys that the trainer learns.</param>
    /// <param name="samplingKeyColumnName">Rows with the same value in this column stay in one fold; null for none.</param>
    /// <param name="seed">Decides the folds; null for the context's seed.</param>
    /// <returns>One result per fold. Each holds a model: dispose it when it is not needed.</returns>
    /// <exception cref="ArgumentException">The columns do not fit, or there is not exactly one image classification trainer in the pipeline.</exception>
    public IReadOnlyList<CrossValidationResult> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        if (estimator.Steps.Count(step => step is ImageClassificationTrainer) is var trainers and not 1)
        {
            throw new ArgumentException($"The pipeline must have one image classification trainer; it has {trainers}.", nameof(estimator));
        }

        var folds = FoldAssignment.Assign(data, estimator, numberOfFolds, labelColumnName, samplingKeyColumnName, seed ?? _context.Seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold =>
        {
            var model = estimator.Fit(new SelectedRows(data, [.. folds.Select(other => other != fold)]));
            var scored = model.Transform(new SelectedRows(data, [.. folds.Select(other => other == fold)]));
            var classifier = model.Steps.OfType<ImageClassificationTransformer>().Single();
            var metrics = ScoredRows.Evaluate(scored, scored.Schema[labelColumnName], scored.Schema[classifier.Columns.Score], 0);
            return new CrossValidationResult(fold, model, metrics, scored);
        })];
    }

    /// <summary>What can be trained.</summary>
    public sealed class MulticlassClassificationTrainers
    {
        private readonly MLContext _context;

        internal MulticlassClassificationTrainers(MLContext context) => _context = context;

        /// <summary>Retrains a pretrained network for the classes of the label column.</summary>
        /// <param name="options">All options.</param>
        /// <exception cref="ArgumentException">Options have faults; all are listed.</exception>
        public ImageClassificationTrainer ImageClassification(ImageClassificationTrainer.Options options) => new(_context, options);

        /// <summary>Retrains a pretrained network for the classes of the label column, with default options.</summary>
        /// <param name="labelColumnName">The column of classes: keys, as <c>MapValueToKey</c> makes them.</param>
        /// <param name="featureColumnName">The column of images: the bytes of image files, as <c>LoadRawImageBytes</c> reads them.</param>
        /// <param name="scoreColumnName">The new column of probabilities, one per class.</param>
        /// <param name="predictedLabelColumnName">The new column of the most probable class, a key.</param>
        /// <param name="validationSet">Rows for early stopping and for choosing the best epoch; null for none.</param>
        public ImageClassificationTrainer ImageClassification(
            string labelColumnName = "Label",
            string featureColumnName = "Features",
            string scoreColumnName = "Score",
            string predictedLabelColumnName = "PredictedLabel",
            IDataView? validationSet = null) => new(_context, new ImageClassificationTrainer.Options
            {
                LabelColumnName = labelColumnName,
                FeatureColumnName = featureColumnName,
                ScoreColumnName = scoreColumnName,
                PredictedLabelColumnName = predictedLabelColumnName,
                ValidationSet = validationSet,
            });
    }
}

/// <summary>What one fold of a cross-validation gave.</summary>
/// <param name="Fold">Which fold was measured on, from 0.</param>
/// <param name="Model">Trained on the other folds.</param>
/// <param name="Metrics">Measured on the fold.</param>
/// <param name="ScoredHoldOutSet">The fold's rows with their scores; they are computed anew whenever it is read.</param>
public sealed record CrossValidationResult(int Fold, ITransformer Model, MulticlassClassificationMetrics Metrics, IDataView ScoredHoldOutSet);
