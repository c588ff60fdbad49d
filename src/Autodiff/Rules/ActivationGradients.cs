using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = max(X, 0).</summary>
internal sealed class ReluGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Relu"];

    // dX = dY where Y > 0; the result tells as much as the input, and the input need not be kept.
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.ReluGradient, [at.OutputGradient, at.Output(0)]));
}

/// <summary>Y = min(max(X, low), high).</summary>
internal sealed class ClipGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Clip"];

    // dX = dY where low < X < high
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.ClipGradient, [at.OutputGradient, at.Input(0), at.OptionalInput(1), at.OptionalInput(2)]));
}

/// <summary>Y = X where X > 0, else alpha * X.</summary>
internal sealed class LeakyReluGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["LeakyRelu"];

    // dX = dY where X > 0, else alpha * dY
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.LeakyReluGradient, [at.OutputGradient, at.Input(0)], at.Attributes));
}

/// <summary>Y = 1 / (1 + e^-X).</summary>
internal sealed class SigmoidGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Sigmoid"];

    // dX = dY * Y * (1 - Y)
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.SigmoidGradient, [at.OutputGradient, at.Output(0)]));
}

/// <summary>Y = min(max(alpha * X + beta, 0), 1).</summary>
internal sealed class HardSigmoidGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["HardSigmoid"];

    // dX = alpha * dY where 0 < alpha * X + beta < 1
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.HardSigmoidGradient, [at.OutputGradient, at.Input(0)], at.Attributes));
}

/// <summary>Y = X * min(max(X / 6 + 1/2, 0), 1).</summary>
internal sealed class HardSwishGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["HardSwish"];

    // dX = dY * (2 X + 3) / 6 between -3 and 3, dY above, 0 below
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.HardSwishGradient, [at.OutputGradient, at.Input(0)]));
}

/// <summary>Y = e^X / sum of e^X along an axis.</summary>
internal sealed class SoftmaxGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Softmax"];

    // dX = Y * (dY - sum of dY * Y)
    public override void Differentiate(GradientContext at) =>
        at.Give(0, () => at.AddTraining(TrainingOperators.SoftmaxGradient, [at.OutputGradient, at.Output(0)], at.Attributes));
}
