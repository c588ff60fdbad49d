using System.Numerics;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>See <see cref="SgdOptions"/>. Without momentum there is no state.</summary>
internal sealed unsafe class SgdOptimizer(SgdOptions options, ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges)
    : ParameterOptimizer(parameters, team, ranges, options.Momentum == 0 ? 0 : 1)
{
    private readonly float _decay = (float)options.WeightDecay;
    private float _momentum;

    private protected override void Prepare(double? momentum) => _momentum = (float)(momentum ?? options.Momentum);

    private protected override bool Update(in ParameterRange range, float* values, float* gradients)
    {
        var rate = new Vector<float>((float)(Rate * range.RateFactor));
        var decay = new Vector<float>(range.Decays ? _decay : 0);
        var factor = new Vector<float>(GradientFactor);
        return State.Count == 0
            ? Descend(values, gradients, range.Length, rate, decay, factor)
            : DescendWithMomentum(values, gradients, State[0].Start + range.Start, range.Length, rate, decay, factor);
    }

    private static bool Descend(float* values, float* gradients, int length, Vector<float> rate, Vector<float> decay, Vector<float> factor)
    {
        var fault = Vector<float>.Zero;
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var w = Vector.Load(values + i);
            var g = Vector.Load(gradients + i) * factor;
            fault += g * Vector<float>.Zero; // 0, but NaN when g is infinite or NaN
            g += decay * w;
            (w - (rate * g)).Store(values + i);
        }

        return Vector.EqualsAll(fault, Vector<float>.Zero);
    }

    private bool DescendWithMomentum(
        float* values, float* gradients, float* velocities, int length, Vector<float> rate, Vector<float> decay, Vector<float> factor)
    {
        var momentum = new Vector<float>(_momentum);
        var nesterov = options.Nesterov;
        var fault = Vector<float>.Zero;
        for (var i = 0; i < length; i += Vector<float>.Count)
        {
            var w = Vector.Load(values + i);
            var g = Vector.Load(gradients + i) * factor;
            fault += g * Vector<float>.Zero;
            g += decay * w;
            var v = (momentum * Vector.Load(velocities + i)) + g;
            v.Store(velocities + i);
            var direction = nesterov ? g + (momentum * v) : v;
            (w - (rate * direction)).Store(values + i);
        }

        return Vector.EqualsAll(fault, Vector<float>.Zero);
    }
}
