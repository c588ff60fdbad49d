using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>How a step is made from gradients. Immutable; what a run has seen lies in the <see cref="ParameterOptimizer"/> made from it.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>
    /// How strongly weights are drawn to zero, 0 (the default) or more; 1e-4 to 5e-4 is usual with SGD, 0.01 to 0.1 with decoupled decay. Spares biases and
    /// the scales and shifts of normalisations, which have no use for it (T. He et al. 2018, Bag of Tricks, section 3.1).
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public virtual IEnumerable<string> Faults()
    {
        if (!(WeightDecay >= 0) || !double.IsFinite(WeightDecay)) yield return $"The optimiser's WeightDecay {WeightDecay} must be 0 or more.";
    }

    /// <summary>Makes the optimiser of a network, with its state at zero.</summary>
    /// <param name="parameters">What it changes; must outlive it.</param>
    /// <param name="team">The threads that compute.</param>
    /// <param name="rates">Factors on the learning rate by parameter; null for the same rate everywhere.</param>
    /// <exception cref="ArgumentException">A rule of <paramref name="rates"/> has a fault or names no parameter.</exception>
    public ParameterOptimizer CreateFor(ParameterMemory parameters, WorkTeam team, IReadOnlyList<ParameterRate>? rates = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(team);
        return Create(parameters, team, ParameterRange.Of(parameters, rates ?? []));
    }

    /// <summary>The momentum of a step for which the schedule says this one, or null for the optimiser's own.</summary>
    internal abstract double MomentumOf(double? scheduled);

    private protected abstract ParameterOptimizer Create(ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges);
}
