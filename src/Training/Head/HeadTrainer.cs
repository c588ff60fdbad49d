namespace MLPipeline.Training;

/// <summary>
/// Trains the dense layer on top of fixed features: softmax regression by mini-batches on standardised features. The object
/// holds nothing of a run, so it may be used again and from several threads.
/// </summary>
public sealed class HeadTrainer
{
    private readonly HeadTrainingOptions _options;

    /// <exception cref="ArgumentException">The options have faults; the message lists all of them.</exception>
    public HeadTrainer(HeadTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The training options are not usable: {string.Join(" ", faults)}", nameof(options));
        }

        _options = options;
    }

    /// <summary>Trains until the epochs are done, the validation set stops improving, or training is cancelled.</summary>
    /// <param name="train">The images to learn from.</param>
    /// <param name="validation">Images for early stopping and for choosing the best epoch; null to keep the last epoch.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="onEpoch">Called after every epoch, on the training thread.</param>
    /// <param name="cancellation">Ends training; the best weights so far are the result.</param>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch was done.</exception>
    public TrainedHead Train(FeatureSubset train, FeatureSubset? validation, int classes, Action<HeadEpoch>? onEpoch = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(train.Count, 1, nameof(train));
        if (validation is { Count: 0 })
        {
            validation = null;
        }

        var penalty = _options.L2 ?? RegularizationSearch.ChooseL2(train, classes, ClassWeights(train, classes), _options.Seed, cancellation);
        return new HeadTrainingRun(_options, train, validation, ClassWeights(train, classes), (float)penalty).Run(onEpoch, cancellation);
    }

    /// <summary>One weight per class with mean 1 over the images: all 1, or N / (classes · images of the class) when balanced.</summary>
    private float[] ClassWeights(FeatureSubset train, int classes)
    {
        var weights = new float[classes];
        Array.Fill(weights, 1);
        if (_options.Balance)
        {
            var counts = new int[classes];
            foreach (var label in train.Labels)
            {
                counts[label]++;
            }

            var present = counts.Count(count => count > 0);
            for (var k = 0; k < classes; k++)
            {
                weights[k] = counts[k] == 0 ? 1 : (float)train.Count / (present * counts[k]);
            }
        }

        return weights;
    }
}
