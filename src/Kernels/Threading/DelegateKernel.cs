namespace MLPipeline.Kernels.Threading;

/// <summary>Parts that a method computes.</summary>
internal sealed class DelegateKernel(int partCount, Action<int, int> execute) : ParallelKernel
{
    public override int PartCount => partCount;

    public override void Execute(int part, int worker) => execute(part, worker);
}
