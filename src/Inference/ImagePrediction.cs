namespace MLPipeline.Inference;

/// <summary>A classifier's answer for one image. Immutable.</summary>
public sealed class ImagePrediction
{
    private readonly float[] _scores;
    private readonly int _best;

    internal ImagePrediction(IReadOnlyList<string> labels, float[] scores)
    {
        Labels = labels;
        _scores = scores;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[_best])
            {
                _best = i; // ties go to the lower index, as in the evaluation
            }
        }
    }

    /// <summary>The class with the highest score.</summary>
    public string Label => Labels[_best];

    /// <summary>The highest score, a probability from 0 to 1.</summary>
    public float Score => _scores[_best];

    /// <summary>The class names, in the order of <see cref="Scores"/>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>One probability per class, in the order of <see cref="Labels"/>.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>The classes with their scores, best first; equal scores keep the order of <see cref="Labels"/>.</summary>
    /// <param name="count">How many at the most; all by default.</param>
    public IReadOnlyList<LabelScore> Top(int count = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[_scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => _scores[a] != _scores[b] ? _scores[b].CompareTo(_scores[a]) : a.CompareTo(b));
        var top = new LabelScore[Math.Min(count, order.Length)];
        for (var i = 0; i < top.Length; i++)
        {
            top[i] = new LabelScore(Labels[order[i]], _scores[order[i]]);
        }

        return top;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Label} ({Score * 100:0.0}%)");
}
