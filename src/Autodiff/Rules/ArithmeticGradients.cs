namespace MLPipeline.Autodiff;

/// <summary>Y = A + B.</summary>
internal sealed class AddGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Add"];

    public override void Differentiate(GradientContext at)
    {
        // dA = dB = dY
        at.Give(0, () => at.OutputGradient);
        at.Give(1, () => at.OutputGradient);
    }
}

/// <summary>Y = A - B.</summary>
internal sealed class SubtractGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Sub"];

    public override void Differentiate(GradientContext at)
    {
        // dA = dY, dB = -dY
        at.Give(0, () => at.OutputGradient);
        at.Give(1, () => at.Add("Neg", [at.OutputGradient]));
    }
}

/// <summary>Y = A * B, element by element.</summary>
internal sealed class MultiplyGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Mul"];

    public override void Differentiate(GradientContext at)
    {
        // dA = dY * B, dB = dY * A
        at.Give(0, () => at.Add("Mul", [at.OutputGradient, at.Input(1)]));
        at.Give(1, () => at.Add("Mul", [at.OutputGradient, at.Input(0)]));
    }
}

/// <summary>Y = A / B, element by element.</summary>
internal sealed class DivideGradient : GradientRule
{
    public override IReadOnlyList<string> Operators { get; } = ["Div"];

    public override void Differentiate(GradientContext at)
    {
        // dA = dY / B, dB = -dY * A / B² = -(dY * Y) / B
        at.Give(0, () => at.Add("Div", [at.OutputGradient, at.Input(1)]));
        at.Give(1, () => at.Add("Neg", [at.Add("Div", [at.Add("Mul", [at.OutputGradient, at.Output(0)]), at.Input(1)])]));
    }
}
