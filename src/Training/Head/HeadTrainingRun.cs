namespace MLPipeline.Training;

/// <summary>One run of head training: everything that changes lives here.</summary>
internal sealed class HeadTrainingRun
{
    private const int EvaluationRows = 256;

    private readonly HeadTrainingOptions _options;
    private readonly FeatureSubset _train;
    private readonly FeatureSubset? _validation;
    private readonly float[] _classWeights;
    private readonly float _penalty;
    private readonly int _epochs;
    private readonly int _width;
    private readonly int _batchSize;
    private readonly FeatureStandardization _standardization;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly ParameterUpdate _weightUpdate;
    private readonly ParameterUpdate _biasUpdate;
    private readonly StandardizedBatch _batch;
    private readonly float[] _logits;
    private readonly float[] _gradient;
    private readonly float[] _biasGradient;

    public HeadTrainingRun(HeadTrainingOptions options, FeatureSubset train, FeatureSubset? validation, float[] classWeights, float penalty)
    {
        var classes = classWeights.Length;
        _options = options;
        _train = train;
        _validation = validation;
        _classWeights = classWeights;
        _penalty = penalty;
        _epochs = options.EpochsFor(train.Count);
        _width = train.Features.Width;
        _batchSize = Math.Min(options.BatchSize, train.Count);
        _standardization = FeatureStandardization.Compute(train);
        _weights = new float[checked(classes * _width)]; // zeros: the problem is convex, so a random start has no use
        _bias = new float[classes];
        _weightUpdate = new ParameterUpdate(options.Optimizer, _weights.Length);
        _biasUpdate = new ParameterUpdate(options.Optimizer, _bias.Length);
        _batch = new StandardizedBatch(_standardization, _width, Math.Max(_batchSize, EvaluationRows));
        _logits = new float[checked(Math.Max(_batchSize, EvaluationRows) * classes)];
        _gradient = new float[_weights.Length];
        _biasGradient = new float[classes];
    }

    public TrainedHead Run(Action<HeadEpoch>? onEpoch, CancellationToken cancellation)
    {
        var history = new List<HeadEpoch>();
        var best = new BestEpoch(_options.EarlyStopping?.Metric ?? EpochMetric.Loss, _validation is null ? null : _options.EarlyStopping);
        float[] bestWeights = [], bestBias = [];

        for (var epoch = 0; epoch < _epochs && !best.ShouldStop; epoch++)
        {
            if (TrainEpoch(epoch, cancellation) is not { } trained)
            {
                break;
            }

            SetMetrics? validation = _validation is null ? null : Evaluate(_validation);
            var isBest = validation is { } measured ? best.Add(epoch, measured) : true; // without validation the last epoch counts
            if (isBest)
            {
                bestWeights = [.. _weights];
                bestBias = [.. _bias];
            }

            var figures = new HeadEpoch(epoch, _epochs, trained.Metrics, validation, trained.Rate, StepsPerEpoch, isBest);
            history.Add(figures);
            onEpoch?.Invoke(figures);
        }

        if (history.Count == 0)
        {
            throw new OperationCanceledException("Training was cancelled before its first epoch was done; there is no model.", cancellation);
        }

        var bestEpoch = history.FindLastIndex(figures => figures.IsBest);
        return bestEpoch < 0
            ? throw new TrainingDivergedException($"No epoch gave a loss that is a number. The learning rate {_options.LearningRate} is probably too high: try a tenth of it.")
            : new TrainedHead(LinearHead.Fold(bestWeights, bestBias, _standardization), _penalty, bestEpoch, history, cancellation.IsCancellationRequested);
    }

    private int StepsPerEpoch => (_train.Count + _batchSize - 1) / _batchSize;

    /// <summary>Null when cancelled on the way.</summary>
    private (SetMetrics Metrics, double Rate)? TrainEpoch(int epoch, CancellationToken cancellation)
    {
        var order = Shuffle(_train.Count, _options.Seed, epoch);
        double loss = 0, weight = 0, rate = 0;
        var correct = 0;
        for (var step = 0; step < StepsPerEpoch; step++)
        {
            if (cancellation.IsCancellationRequested)
            {
                return null;
            }

            var position = new SchedulePosition(((long)epoch * StepsPerEpoch) + step, StepsPerEpoch, _epochs, _batchSize);
            rate = _options.LearningRateScheduler.RateAt(_options.LearningRate, position);
            var end = Math.Min(order.Length, (step + 1) * _batchSize);
            _batch.Fill(_train, order.AsSpan(0, end), step * _batchSize);
            var result = Step(rate);
            if (!double.IsFinite(result.Loss))
            {
                throw new TrainingDivergedException($"The loss is {result.Loss} at step {position.Step + 1} (epoch {epoch + 1}). The learning rate {rate:G3} is probably too high: try a tenth of it.");
            }

            loss += result.Loss;
            weight += result.Weight;
            correct += result.Correct;
        }

        return (new SetMetrics((double)correct / _train.Count, loss / weight), rate);
    }

    private (double Loss, double Weight, int Correct) Step(double rate)
    {
        var classes = _bias.Length;
        DenseKernels.Forward(_batch.Rows, _weights, _bias, _logits, _batch.Count, _width);

        double batchWeight = 0;
        foreach (var label in _batch.Labels)
        {
            batchWeight += _classWeights[label];
        }

        var result = SoftmaxLoss.Differentiate(_logits.AsSpan(0, _batch.Count * classes), _batch.Labels, _classWeights, 1 / batchWeight);
        DenseKernels.Backward(_batch.Rows, _logits, _gradient, _batch.Count, _width, classes);
        Array.Clear(_biasGradient);
        for (var b = 0; b < _batch.Count; b++)
        {
            for (var k = 0; k < classes; k++)
            {
                _biasGradient[k] += _logits[(b * classes) + k];
            }
        }

        _weightUpdate.Step(_weights, _gradient, _penalty, rate);
        _biasUpdate.Step(_bias, _biasGradient, 0, rate);
        return result;
    }

    private SetMetrics Evaluate(FeatureSubset set)
    {
        var order = Enumerable.Range(0, set.Count).ToArray();
        var classes = _bias.Length;
        double loss = 0, weight = 0;
        var correct = 0;
        for (var start = 0; start < set.Count; start += EvaluationRows)
        {
            _batch.Fill(set, order.AsSpan(0, Math.Min(order.Length, start + EvaluationRows)), start);
            DenseKernels.Forward(_batch.Rows, _weights, _bias, _logits, _batch.Count, _width);
            var result = SoftmaxLoss.Differentiate(_logits.AsSpan(0, _batch.Count * classes), _batch.Labels, _classWeights, 1);
            loss += result.Loss;
            weight += result.Weight;
            correct += result.Correct;
        }

        return new SetMetrics((double)correct / set.Count, loss / weight);
    }

    /// <summary>The order of an epoch depends on nothing but the seed, the epoch and the number of images.</summary>
    private static int[] Shuffle(int count, int seed, int epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(unchecked((seed * 1_000_003) + epoch)).Shuffle(order);
        return order;
    }
}
