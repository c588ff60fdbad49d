using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>BatchNormalization as it is used, an affine map of each channel: Y = scale * r * (X - mean) + bias, r = 1 / sqrt(variance + epsilon).</summary>
internal sealed class BatchNormalizationGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["BatchNormalization"];

    public override void Differentiate(GradientContext at)
    {
        if (at.Attributes.GetInt("training_mode") != 0) throw at.Fault("training_mode is set; export the network for inference");
        if (at.Input(3).Constant is not { } mean || at.Input(4).Constant is not { } variance) throw at.Fault("mean and variance must be constants");
        var epsilon = at.Attributes.GetFloat("epsilon", 1e-5f);
        float[] inverseDeviation = [.. variance.ToFloats().Select(each => (float)(1 / Math.Sqrt((double)each + epsilon)))];
        var rank = at.RankOf(at.Input(0));
        long[] channelwise = [1, inverseDeviation.Length, .. Enumerable.Repeat(1L, rank - 2)];
        long[] allButChannels = [0, .. Enumerable.Range(2, rank - 2).Select(axis => (long)axis)];
        var dy = at.OutputGradient;

        // dX = dY * scale * r
        at.Give(0, () => at.Add("Mul", [dy, Factor()]));

        // dscale = sum of dY * (X - mean) * r over all but the channels
        at.Give(1, () =>
        {
            var centred = at.Add("Sub", [at.Input(0), at.Constant("mean", mean.Reshape(channelwise))]);
            var normalized = at.Add("Mul", [centred, at.Constant("inverse_deviation", TensorData.FromFloats(inverseDeviation, channelwise))]);
            return at.Sum(at.Add("Mul", [dy, normalized]), allButChannels);
        });

        // dbias = sum of dY over all but the channels
        at.Give(2, () => at.Sum(dy, allButChannels));

        Value Factor()
        {
            if (!at.Varies(1) && at.Input(1).Constant is { } scale)
            {
                return at.Constant("factor", TensorData.FromFloats([.. scale.ToFloats().Zip(inverseDeviation, (s, r) => s * r)], channelwise));
            }

            var factor = at.Add("Mul", [at.Input(1), at.Constant("inverse_deviation", TensorData.FromFloats(inverseDeviation, inverseDeviation.Length))]);
            return at.Add("Reshape", [factor, at.Integers("shape", channelwise)]);
        }
    }
}

/// <summary>BatchNormalizationTraining: normalised by the batch's own statistics, through which gradients flow, too.</summary>
internal sealed class BatchNormalizationTrainingGradient : GradientRule
{
    public override string Domain => TrainingOperators.Domain;

    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.BatchNormalizationTraining];

    public override void Differentiate(GradientContext at)
    {
        // With g = dY where the activation let Y through, and X' the normalised X:
        // dbias = sum of g, dscale = sum of g * X', dX = scale * r * (g - dbias / n - X' * dscale / n), dresidual = g
        var activation = at.Attributes.GetString("activation", "none");
        var hasResidual = at.OptionalInput(5) is not null;
        var gradients = at.AddTraining(
            TrainingOperators.BatchNormalizationGradient,
            [at.OutputGradient, at.Input(0), activation == "none" ? null : at.Output(0), at.Input(1), at.Output(1), at.Output(2)],
            hasResidual ? 4 : 3,
            AttributeMap.Empty.With("activation", activation).With("has_residual", hasResidual ? 1 : 0));
        at.Give(0, () => gradients[0]);
        at.Give(1, () => gradients[1]);
        at.Give(2, () => gradients[2]);
        at.Give(5, () => gradients[3]);
    }
}

/// <summary>LRN: Y = X / S^beta, S = bias + alpha / size * (sum of X² over neighbouring channels).</summary>
internal sealed class LocalResponseNormalizationGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["LRN"];

    // dX = dY / S^beta - 2 alpha beta / size * X * (sum of dY * Y / S over the channels in whose sums X is)
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(
            TrainingOperators.LocalResponseNormalizationGradient, [at.OutputGradient, at.Input(0), at.Output(0)], at.Attributes));
}
