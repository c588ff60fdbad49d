using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Training;

/// <summary>Something done to every float of two memories of the same layout, in parts of fixed size. Lengths are multiples of 16.</summary>
internal abstract unsafe class MemoryPass(AlignedMemory first, AlignedMemory second) : ParallelKernel
{
    private const int PartLength = ParameterRange.LargestLength;

    public override int PartCount => (int)((first.Length + PartLength - 1) / PartLength);

    public override void Execute(int part, int worker)
    {
        var start = (long)part * PartLength;
        Execute(first.Start + start, second.Start + start, (int)Math.Min(PartLength, first.Length - start));
    }

    protected abstract void Execute(float* first, float* second, int length);
}
