namespace MLPipeline.Networks;

/// <summary>Normal with mean 0 and variance 2 / fan, which ReLU keeps from layer to layer.</summary>
/// <param name="Mode">The fan; default in.</param>
/// <remarks>Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers" (2015), equations 10 (in) and 14 (out).</remarks>
public sealed record KaimingNormal(FanMode Mode = FanMode.In) : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) =>
        FillNormal(elements, Math.Sqrt(2.0 / (Mode == FanMode.In ? fans.In : fans.Out)), numbers);
}

/// <summary>Uniform between ±√(6 / fan): the variance of <see cref="KaimingNormal"/>.</summary>
/// <param name="Mode">The fan; default in.</param>
/// <remarks>A uniform number between ±b has the variance b² / 3.</remarks>
public sealed record KaimingUniform(FanMode Mode = FanMode.In) : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) =>
        FillUniform(elements, Math.Sqrt(6.0 / (Mode == FanMode.In ? fans.In : fans.Out)), numbers);
}

/// <summary>Normal with mean 0 and variance 2 / (fan in + fan out).</summary>
/// <remarks>Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), equation 12.</remarks>
public sealed record XavierNormal : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) =>
        FillNormal(elements, Math.Sqrt(2.0 / (fans.In + fans.Out)), numbers);
}

/// <summary>Uniform between ±√(6 / (fan in + fan out)): the variance of <see cref="XavierNormal"/>.</summary>
/// <remarks>Source: Glorot, Bengio (2010), equation 16.</remarks>
public sealed record XavierUniform : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) =>
        FillUniform(elements, Math.Sqrt(6.0 / (fans.In + fans.Out)), numbers);
}

/// <summary>Uniform between ±1 / √(fan in): what PyTorch's layers start with, weight and bias alike.</summary>
/// <remarks>Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp" (1998), section 4.6, has the scale 1 / √(fan in).</remarks>
public sealed record FanInUniform : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) =>
        FillUniform(elements, 1 / Math.Sqrt(fans.In), numbers);
}

/// <summary>Normal with mean 0.</summary>
/// <param name="Deviation">The standard deviation, at least 0; default 0.01, as AlexNet's weights.</param>
public sealed record NormalNumbers(double Deviation = 0.01) : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) => FillNormal(elements, Deviation, numbers);
}

/// <summary>All elements alike.</summary>
/// <param name="Number">Default 0.</param>
public sealed record ConstantNumber(float Number = 0) : InitializationRule
{
    private protected override void Fill(Span<float> elements, Fans fans, SeededNumbers numbers) => elements.Fill(Number);
}
