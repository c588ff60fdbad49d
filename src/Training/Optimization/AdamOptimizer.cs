using System.Numerics;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>See <see cref="AdamOptions"/>.</summary>
internal sealed unsafe class AdamOptimizer(AdamOptions options, ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges)
    : ParameterOptimizer(parameters, team, ranges, 2)
{
    private double _beta1;
    private double _correction1;
    private double _rootOfCorrection2;

    private protected override void Prepare(double? momentum)
    {
        _beta1 = momentum ?? options.Beta1;
        _correction1 = 1 - Math.Pow(_beta1, Steps);
        _rootOfCorrection2 = Math.Sqrt(1 - Math.Pow(options.Beta2, Steps));
    }

    private protected override bool Update(in ParameterRange range, float* values, float* gradients)
    {
        var means = State[0].Start + range.Start;
        var squares = State[1].Start + range.Start;
        var rate = Rate * range.RateFactor;
        var decay = range.Decays ? options.WeightDecay : 0;
        var added = new Vector<float>((float)(options.DecoupledDecay ? 0 : decay));
        var kept = new Vector<float>((float)(options.DecoupledDecay ? 1 - (rate * decay) : 1));
        var (beta1, rest1) = (new Vector<float>((float)_beta1), new Vector<float>((float)(1 - _beta1)));
        var (beta2, rest2) = (new Vector<float>((float)options.Beta2), new Vector<float>((float)(1 - options.Beta2)));
        var step = new Vector<float>((float)(rate / _correction1));
        var root = new Vector<float>((float)_rootOfCorrection2);
        var epsilon = new Vector<float>((float)options.Epsilon);
        var factor = new Vector<float>(GradientFactor);
        var fault = Vector<float>.Zero;
        for (var i = 0; i < range.Length; i += Vector<float>.Count)
        {
            var w = Vector.Load(values + i);
            var g = Vector.Load(gradients + i) * factor;
            fault += g * Vector<float>.Zero; // 0, but NaN when g is infinite or NaN
            g += added * w;
            var m = (beta1 * Vector.Load(means + i)) + (rest1 * g);
            var v = (beta2 * Vector.Load(squares + i)) + (rest2 * g * g);
            m.Store(means + i);
            v.Store(squares + i);
            ((kept * w) - (step * m / ((Vector.SquareRoot(v) / root) + epsilon))).Store(values + i);
        }

        return Vector.EqualsAll(fault, Vector<float>.Zero);
    }
}
