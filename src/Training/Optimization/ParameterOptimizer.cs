using MLPipeline.Execution;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// Changes a network's parameters by their gradients: one pass over both, without allocating, the same result on any number of threads. Made by
/// <see cref="OptimizerOptions.CreateFor"/>. Not safe for concurrent use.
/// </summary>
public abstract unsafe class ParameterOptimizer : IDisposable
{
    private readonly ParameterMemory _parameters;
    private readonly WorkTeam _team;
    private readonly ParameterRange[] _ranges;
    private readonly bool[] _finite;
    private readonly AlignedMemory[] _state;
    private readonly Pass _pass;

    private protected ParameterOptimizer(ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges, int statesPerParameter)
    {
        _parameters = parameters;
        _team = team;
        _ranges = ranges;
        _finite = new bool[ranges.Length];
        _state = [.. Enumerable.Range(0, statesPerParameter).Select(_ => new AlignedMemory(parameters.TrainedLength))];
        _pass = new Pass(this);
    }

    /// <summary>Steps made so far.</summary>
    public long Steps { get; internal set; }

    /// <summary>Bytes of state beside the parameters.</summary>
    public long StateBytes => _state.Sum(memory => memory.Length * sizeof(float));

    /// <summary>What is remembered from step to step, each laid out as the gradients are.</summary>
    internal IReadOnlyList<AlignedMemory> State => _state;

    /// <summary>The step's learning rate.</summary>
    private protected double Rate { get; private set; }

    /// <summary>Factor on every gradient.</summary>
    private protected float GradientFactor { get; private set; }

    /// <summary>One step by the gradients in the parameter memory.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="momentum">A schedule's momentum (β1 of Adam); null for that of the options.</param>
    /// <param name="gradientFactor">Factor on every gradient, such as that of clipping.</param>
    /// <returns>False when a gradient was infinite or not a number: the parameters are spoilt.</returns>
    public bool Step(double rate, double? momentum = null, double gradientFactor = 1)
    {
        Steps++;
        Rate = rate;
        GradientFactor = (float)gradientFactor;
        Prepare(momentum);
        _team.Run(_pass);
        return !_finite.AsSpan().Contains(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var memory in _state) memory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is the same for all parameters of a step.</summary>
    private protected abstract void Prepare(double? momentum);

    /// <summary>Changes the parameters of a range.</summary>
    /// <returns>Whether all gradients were finite.</returns>
    private protected abstract bool Update(in ParameterRange range, float* values, float* gradients);

    private sealed class Pass(ParameterOptimizer optimizer) : ParallelKernel
    {
        public override int PartCount => optimizer._ranges.Length;

        public override void Execute(int part, int worker)
        {
            ref readonly var range = ref optimizer._ranges[part];
            var parameters = optimizer._parameters;
            optimizer._finite[part] = optimizer.Update(range, parameters.Values.Start + range.Start, parameters.Gradients.Start + range.Start);
        }
    }
}
