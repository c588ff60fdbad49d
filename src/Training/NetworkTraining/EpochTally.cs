using System.Numerics.Tensors;

namespace MLPipeline.Training;

/// <summary>Counts what a network answers on the images of an epoch or of a set.</summary>
internal sealed class EpochTally(int classes)
{
    private readonly long[] _shown = new long[classes];
    private readonly long[] _right = new long[classes];
    private readonly long[] _answers = new long[classes];
    private double _loss;

    public SetMetrics Metrics => new((double)_right.Sum() / _shown.Sum(), _loss / _shown.Sum());

    /// <summary>Share of each class's images classified right; NaN for a class without images.</summary>
    public double[] ClassAccuracies => [.. _right.Zip(_shown, (right, shown) => (double)right / shown)];

    /// <summary>How often each class was the answer.</summary>
    public long[] Answers => [.. _answers];

    /// <summary>The highest mean loss of a full batch: that of a few images says little.</summary>
    public double HighestBatchLoss { get; private set; }

    /// <summary>What a checkpoint of an unfinished epoch keeps.</summary>
    public EpochTallyState State
    {
        get => new(_loss, [.. _shown], [.. _right], [.. _answers], HighestBatchLoss);
        set
        {
            _loss = value.Loss;
            value.Shown.CopyTo(_shown, 0);
            value.Right.CopyTo(_right, 0);
            value.Answers?.CopyTo(_answers, 0);
            HighestBatchLoss = value.HighestBatchLoss;
        }
    }

    /// <summary>Counts a batch.</summary>
    /// <param name="labels">The labels of the images that count.</param>
    /// <param name="probabilities"><c>[N, K]</c>.</param>
    /// <param name="loss">The sum of their losses.</param>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, double loss)
    {
        for (var n = 0; n < labels.Length; n++)
        {
            var answer = TensorPrimitives.IndexOfMax(probabilities.Slice(n * classes, classes));
            _shown[labels[n]]++;
            _answers[answer]++;
            if (answer == labels[n]) _right[labels[n]]++;
        }

        _loss += loss;
        if (labels.Length * classes == probabilities.Length) HighestBatchLoss = Math.Max(HighestBatchLoss, loss / labels.Length);
    }

    public void Clear()
    {
        Array.Clear(_shown);
        Array.Clear(_right);
        Array.Clear(_answers);
        (_loss, HighestBatchLoss) = (0, 0);
    }
}

/// <summary>See <see cref="EpochTally.State"/>. The answers are missing in checkpoints that were made before they were counted.</summary>
internal sealed record EpochTallyState(double Loss, long[] Shown, long[] Right, long[]? Answers, double HighestBatchLoss);
