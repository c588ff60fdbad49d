using MLPipeline.Graphs;

namespace MLPipeline.Autodiff;

/// <summary>Y = X * mask.</summary>
internal sealed class DropoutTrainingGradient : GradientRule
{
    public override string Domain => TrainingOperators.Domain;

    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.DropoutTraining];

    // dX = dY * mask
    public override void Differentiate(GradientContext at) => at.Give(0, () => at.Add("Mul", [at.OutputGradient, at.Output(1)]));
}

/// <summary>loss = -sum of target * log p, p = softmax(logits).</summary>
internal sealed class SoftmaxCrossEntropyGradient : GradientRule
{
    public override string Domain => TrainingOperators.Domain;

    public override IReadOnlyList<string> Operators { get; } = [TrainingOperators.SoftmaxCrossEntropy];

    // dlogits = dloss * (p * (sum of the target's row) - target); dloss is nearly always 1 and then left out
    public override void Differentiate(GradientContext at) => at.Give(0, () =>
    {
        var gradient = at.AddTraining(TrainingOperators.SoftmaxCrossEntropyGradient, [at.Output(1), at.Input(1)]);
        return at.IsSeed ? gradient : at.Add("Mul", [gradient, at.OutputGradient]);
    });
}
