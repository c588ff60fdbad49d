using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Adam (D. Kingma, J. Ba 2014) as PyTorch defines it, with bias corrections c1 and c2: <c>m = β1 · m + (1 - β1) · g; v = β2 · v + (1 - β2) · g²;
/// w -= rate / c1 · m / (√v / √c2 + ε)</c>. AdamW with <see cref="DecoupledDecay"/>.
/// </summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>β1, the memory of the mean, from 0 to below 1; default 0.9. A schedule's momentum takes its place.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β2, the memory of the square, from 0 to below 1; default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, above 0; default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// True for AdamW (I. Loshchilov, F. Hutter 2017): weights shrink by <c>rate · decay</c>, apart from the gradient. False (the default) for the original
    /// Adam: the decay is added to the gradient.
    /// </summary>
    public bool DecoupledDecay { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults()) yield return fault;
        if (!(Beta1 is >= 0 and < 1)) yield return $"The optimiser's Beta1 {Beta1} must be from 0 to below 1.";
        if (!(Beta2 is >= 0 and < 1)) yield return $"The optimiser's Beta2 {Beta2} must be from 0 to below 1.";
        if (!(Epsilon > 0) || !double.IsFinite(Epsilon)) yield return $"The optimiser's Epsilon {Epsilon} must be above 0.";
    }

    internal override double MomentumOf(double? scheduled) => scheduled ?? Beta1;

    private protected override ParameterOptimizer Create(ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges) =>
        new AdamOptimizer(this, parameters, team, ranges);
}
