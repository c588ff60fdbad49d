using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = the largest element under each place of a window.</summary>
internal sealed class MaxPoolGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["MaxPool"];

    // dX = at the first largest element of each window, its dY
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.MaxPoolGradient, [at.OutputGradient, at.Input(0), at.Output(0)], ExplicitPads.Require(at)));
}

/// <summary>Y = the mean under each place of a window.</summary>
internal sealed class AveragePoolGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["AveragePool"];

    // dX = to each element under a window, its dY / the number that the mean was divided by
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(
            TrainingOperators.AveragePoolGradient, [at.OutputGradient], ExplicitPads.Require(at).With("input_shape", at.SpatialLengthsOf(at.Input(0)))));
}

/// <summary>Y = the mean of each channel.</summary>
internal sealed class GlobalAveragePoolGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["GlobalAveragePool"];

    // dX = dY / (H * W) everywhere
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(
            TrainingOperators.GlobalAveragePoolGradient, [at.OutputGradient], AttributeMap.Empty.With("input_shape", at.SpatialLengthsOf(at.Input(0)))));
}
