using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Gradient descent as PyTorch defines it: <c>g += decay · w; v = momentum · v + g; w -= rate · v</c>, with Nesterov's look ahead
/// <c>w -= rate · (g + momentum · v)</c> (I. Sutskever et al. 2013).
/// </summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>How much of the last step's direction is kept, from 0 to below 1; default 0.9. A schedule may move it, unless it is 0.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether to step from where the momentum will lead; default false.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults()) yield return fault;
        if (!(Momentum is >= 0 and < 1)) yield return $"The optimiser's Momentum {Momentum} must be from 0 to below 1.";
        if (Nesterov && Momentum == 0) yield return "The optimiser's Nesterov needs a Momentum above 0.";
    }

    internal override double MomentumOf(double? scheduled) => Momentum == 0 ? 0 : scheduled ?? Momentum;

    private protected override ParameterOptimizer Create(ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges) =>
        new SgdOptimizer(this, parameters, team, ranges);
}
