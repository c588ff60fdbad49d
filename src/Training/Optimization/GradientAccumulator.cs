using System.Numerics;
using MLPipeline.Execution;
using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Sums the gradients of several batches, so that one step is made for all of them.</summary>
internal sealed unsafe class GradientAccumulator : IDisposable
{
    private readonly WorkTeam _team;
    private readonly AlignedMemory _sum;
    private readonly KeepPass _keep;
    private readonly AddPass _add;

    public GradientAccumulator(ParameterMemory parameters, WorkTeam team)
    {
        _team = team;
        _sum = new AlignedMemory(parameters.TrainedLength);
        _keep = new KeepPass(parameters.Gradients, _sum);
        _add = new AddPass(parameters.Gradients, _sum);
    }

    /// <summary>Takes a batch's gradients; those in the parameter memory are then the sum of this batch and the ones before it.</summary>
    /// <param name="first">Whether a new sum begins.</param>
    /// <param name="last">Whether the sum is complete, and need not be kept for a further batch.</param>
    public void Add(bool first, bool last)
    {
        if (!first) _team.Run(_add);
        if (!last) _team.Run(_keep);
    }

    public void Dispose() => _sum.Dispose();

    private sealed class KeepPass(AlignedMemory gradients, AlignedMemory sum) : MemoryPass(gradients, sum)
    {
        protected override void Execute(float* first, float* second, int length) =>
            new ReadOnlySpan<float>(first, length).CopyTo(new Span<float>(second, length));
    }

    private sealed class AddPass(AlignedMemory gradients, AlignedMemory sum) : MemoryPass(gradients, sum)
    {
        protected override void Execute(float* first, float* second, int length)
        {
            for (var i = 0; i < length; i += Vector<float>.Count) (Vector.Load(second + i) + Vector.Load(first + i)).Store(first + i);
        }
    }
}
