using MLPipeline.Graphs;
using static MLPipeline.Reference.ReferenceEvaluator;

namespace MLPipeline.Reference;

/// <summary>Normalisations by channel, and their gradients.</summary>
internal static class NormalizationOperators
{
    public static IEnumerable<KeyValuePair<(string Domain, string Operator), ReferenceOperator>> All { get; } =
    [
        Standard("BatchNormalization", call =>
        {
            double epsilon = call.Attributes.GetFloat("epsilon", 1e-5f);
            var (scale, bias, mean, variance) = (call[1].Elements, call[2].Elements, call[3].Elements, call[4].Elements);
            return ByChannel(call[0], (x, c) => (scale[c] * (x - mean[c]) / Math.Sqrt(variance[c] + epsilon)) + bias[c]);
        }),
        TrainingMany(TrainingOperators.BatchNormalizationTraining, Train),
        TrainingMany(TrainingOperators.BatchNormalizationGradient, TrainGradient),
        Standard("LRN", call => ReferenceTensor.Combine(call[0], Sums(call, call[0]), (x, sum) => x * Math.Pow(sum, -Beta(call)))),
        Training(TrainingOperators.LocalResponseNormalizationGradient, LocalResponseGradient),
    ];

    private static ReferenceTensor[] Train(ReferenceCall call)
    {
        var (x, scale, bias) = (call[0], call[1].Elements, call[2].Elements);
        double epsilon = call.Attributes.GetFloat("epsilon", 1e-5f), momentum = call.Attributes.GetFloat("momentum", 0.9f);
        var n = (double)x.Count / scale.Length;
        var mean = SumByChannel(x, scale.Length).Map(sum => sum / n);
        var variance = SumByChannel(ByChannel(x, (each, c) => Math.Pow(each - mean.Elements[c], 2)), scale.Length).Map(sum => sum / n);
        var inverseDeviation = variance.Map(each => 1 / Math.Sqrt(each + epsilon));
        var y = ByChannel(x, (each, c) => (scale[c] * (each - mean.Elements[c]) * inverseDeviation.Elements[c]) + bias[c]);
        if (call.Optional(5) is { } residual) y = ReferenceTensor.Combine(y, residual, (a, b) => a + b);
        if (call.Attributes.GetString("activation", "none") == "relu") y = y.Map(each => Math.Max(each, 0));
        var nextMean = ReferenceTensor.Combine(call[3], mean, Blend);
        var nextVariance = ReferenceTensor.Combine(call[4], variance.Map(each => each * n / (n - 1)), Blend);
        return [y, mean, inverseDeviation, nextMean, nextVariance];

        double Blend(double running, double batch) => (momentum * running) + ((1 - momentum) * batch);
    }

    private static ReferenceTensor[] TrainGradient(ReferenceCall call)
    {
        var (x, scale, mean, inverseDeviation) = (call[1], call[3].Elements, call[4].Elements, call[5].Elements);
        var n = (double)x.Count / scale.Length;
        var g = call.Attributes.GetString("activation", "none") == "relu" ? ReferenceTensor.Combine(call[0], call[2], (dy, y) => y > 0 ? dy : 0) : call[0];
        var normalized = ByChannel(x, (each, c) => (each - mean[c]) * inverseDeviation[c]);
        var dBias = SumByChannel(g, scale.Length);
        var dScale = SumByChannel(ReferenceTensor.Combine(g, normalized, (a, b) => a * b), scale.Length);

        // dx = scale * r * (g - mean of g - x' * mean of g x')
        var pull = ByChannel(normalized, (each, c) => (dBias.Elements[c] / n) + (each * dScale.Elements[c] / n));
        var dx = ByChannel(ReferenceTensor.Combine(g, pull, (a, b) => a - b), (each, c) => each * scale[c] * inverseDeviation[c]);
        return [dx, dScale, dBias, g];
    }

    private static ReferenceTensor LocalResponseGradient(ReferenceCall call)
    {
        // With S the sums, y = x S^-b: dx_i = dy_i S_i^-b - 2 a b / size * x_i * sum over j whose sum contains i of dy_j y_j / S_j.
        var (dy, x, y) = (call[0], call[1], call[2]);
        var sums = Sums(call, x);
        var direct = ReferenceTensor.Combine(dy, sums, (d, sum) => d * Math.Pow(sum, -Beta(call)));
        var shares = ReferenceTensor.Combine(ReferenceTensor.Combine(dy, y, (a, b) => a * b), sums, (a, sum) => a / sum);
        var (before, after) = Reach(call);
        var collected = OverChannels(shares, after, before, each => each);
        var factor = 2 * Alpha(call) * Beta(call) / call.Attributes.GetInt("size");
        return ReferenceTensor.Combine(direct, ReferenceTensor.Combine(x, collected, (a, b) => factor * a * b), (a, b) => a - b);
    }

    /// <summary>bias + alpha / size * (sum of squares over the neighbouring channels).</summary>
    private static ReferenceTensor Sums(ReferenceCall call, ReferenceTensor x)
    {
        var (before, after) = Reach(call);
        var factor = Alpha(call) / call.Attributes.GetInt("size");
        return OverChannels(x, before, after, each => each * each).Map(sum => call.Attributes.GetFloat("bias", 1) + (factor * sum));
    }

    private static (long Before, long After) Reach(ReferenceCall call) => ((call.Attributes.GetInt("size") - 1) / 2, call.Attributes.GetInt("size") / 2);

    private static double Alpha(ReferenceCall call) => call.Attributes.GetFloat("alpha", 1e-4f);

    private static double Beta(ReferenceCall call) => call.Attributes.GetFloat("beta", 0.75f);

    private static ReferenceTensor OverChannels(ReferenceTensor x, long before, long after, Func<double, double> function)
    {
        var sums = ReferenceTensor.Zeros(x.Dimensions);
        var (channels, area) = (x.Dimensions[1], ReferenceTensor.CountOf(x.Dimensions[2..]));
        for (var i = 0; i < x.Count; i++)
        {
            var c = i / area % channels;
            for (var j = Math.Max(0, c - before); j <= Math.Min(channels - 1, c + after); j++) sums.Elements[i] += function(x.Elements[i + ((j - c) * area)]);
        }

        return sums;
    }

    private static ReferenceTensor ByChannel(ReferenceTensor x, Func<double, int, double> function)
    {
        var area = ReferenceTensor.CountOf(x.Dimensions[2..]);
        return new ReferenceTensor(x.Dimensions, [.. x.Elements.Select((each, i) => function(each, (int)(i / area % x.Dimensions[1])))]);
    }

    private static ReferenceTensor SumByChannel(ReferenceTensor x, int channels)
    {
        var sums = ReferenceTensor.Zeros(channels);
        var area = ReferenceTensor.CountOf(x.Dimensions[2..]);
        for (var i = 0; i < x.Count; i++) sums.Elements[i / area % channels] += x.Elements[i];
        return sums;
    }
}
