using MLPipeline.Inference;

namespace MLPipeline.Predictor.Scoring;

/// <summary>A number for how uncertain a model is.</summary>
internal abstract class ReviewMeasure
{
    /// <summary>The best score less the second best; small where two classes are alike.</summary>
    public static ReviewMeasure Margin { get; } = new MarginMeasure();

    /// <summary>-Σ p ln p in nats (C. E. Shannon, 1948); large where many classes are possible.</summary>
    public static ReviewMeasure Entropy { get; } = new EntropyMeasure();

    public static IReadOnlyList<ReviewMeasure> All { get; } = [Margin, Entropy];

    /// <summary>On the command line and above the column.</summary>
    public abstract string Name { get; }

    public abstract float Of(ImagePrediction prediction);

    /// <summary>The less certain an image, the smaller its rank.</summary>
    public abstract float Rank(float value);

    private sealed class MarginMeasure : ReviewMeasure
    {
        public override string Name => "margin";

        public override float Of(ImagePrediction prediction)
        {
            var top = prediction.Top(2);
            return top[0].Score - (top.Count > 1 ? top[1].Score : 0);
        }

        public override float Rank(float value) => value;
    }

    private sealed class EntropyMeasure : ReviewMeasure
    {
        public override string Name => "entropy";

        public override float Of(ImagePrediction prediction)
        {
            double sum = 0;
            foreach (var score in prediction.Scores)
            {
                sum -= score > 0 ? score * Math.Log(score) : 0;
            }

            return (float)sum;
        }

        public override float Rank(float value) => -value;
    }
}
