using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = W ∗ X + b.</summary>
internal sealed class ConvGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Conv"];

    public override void Differentiate(GradientContext at)
    {
        var attributes = ExplicitPads.Require(at);
        var dy = at.OutputGradient;

        // dX = Wᵀ ∗ dY: each output's gradient goes back to the inputs under its window.
        at.Give(0, () => at.AddTraining(
            TrainingOperators.ConvInputGradient, [dy, at.Input(1)], attributes.With("input_shape", at.SpatialLengthsOf(at.Input(0)))));

        // dW = X ∗ dY
        at.Give(1, () => at.AddTraining(
            TrainingOperators.ConvWeightGradient, [at.Input(0), dy], attributes.With("kernel_shape", at.SpatialLengthsOf(at.Input(1)))));

        // db = sum of dY over samples and places
        at.Give(2, () => at.Sum(dy, [0, .. Enumerable.Range(2, at.RankOf(dy) - 2).Select(axis => (long)axis)]));
    }
}
