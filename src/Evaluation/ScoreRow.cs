namespace MLPipeline.Evaluation;

/// <summary>What every figure reads from a row of scores, so that all read it in the same way.</summary>
internal static class ScoreRow
{
    /// <summary>ML.NET's floor under a probability: 1e-15 rounded to float32, so no row costs more than 34.54 nats.</summary>
    public const float SmallestProbability = 1e-15f;

    /// <summary>Whether no score is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
                return false;
        }

        return true;
    }

    /// <summary>The predicted class; of equal scores the lower index wins.</summary>
    public static int IndexOfHighest(ReadOnlySpan<float> scores)
    {
        var highest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[highest])
                highest = i;
        }

        return highest;
    }

    /// <summary>-ln(score of the true class), in nats; of a class that the network does not know, the highest loss there is.</summary>
    public static double LogLoss(int label, ReadOnlySpan<float> scores) => LogLoss(label < scores.Length ? scores[label] : 0);

    /// <summary>-ln(probability of the true class), in nats, with the probability kept within its floor and 1.</summary>
    public static double LogLoss(float probability) => -Math.Log(Math.Min(1f, Math.Max(SmallestProbability, probability)));
}
