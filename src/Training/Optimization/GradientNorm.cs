using System.Numerics;
using MLPipeline.Execution;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>
/// The Euclidean norm of all gradients that are trained. Parts are summed in double precision and added in their order, whatever thread made them.
/// </summary>
internal sealed unsafe class GradientNorm(ParameterMemory parameters, WorkTeam team, ParameterRange[] ranges) : ParallelKernel
{
    private readonly double[] _squares = new double[ranges.Length];

    public override int PartCount => ranges.Length;

    /// <summary>The norm; not finite when a gradient is not.</summary>
    public double Compute()
    {
        team.Run(this);
        double sum = 0;
        foreach (var square in _squares) sum += square;
        return Math.Sqrt(sum);
    }

    public override void Execute(int part, int worker)
    {
        var start = parameters.Gradients.Start + ranges[part].Start;
        Vector<double> low = default, high = default;
        for (var i = 0; i < ranges[part].Length; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(start + i), out var lower, out var upper);
            low += lower * lower;
            high += upper * upper;
        }

        _squares[part] = Vector.Sum(low + high);
    }
}
