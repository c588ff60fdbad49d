using MLPipeline.Graphs;
using MLPipeline.Runtime;

namespace MLPipeline.Quantization;

/// <summary>Runs a network over prepared images, one image at a time on each thread, so that no number depends on their count.</summary>
internal static class NetworkRuns
{
    /// <param name="network">One input, an image.</param>
    /// <param name="images">The images.</param>
    /// <param name="outputs">The outputs to compute.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="computed">Given each image's number and its outputs, on any thread and in any order.</param>
    /// <param name="cancellation">Looked at between images.</param>
    /// <exception cref="OnnxModelException">The network cannot be computed.</exception>
    public static void Run(
        Graph network, PreparedImages images, IReadOnlyList<string> outputs, int threads, Action<int, BatchBinding> computed, CancellationToken cancellation)
    {
        using var session = OnnxSession.Load(OnnxWriter.ToBytes(network), new OnnxSessionOptions { Device = ComputeDevice.Cpu, ThreadsPerRun = 1 });
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads,
            CancellationToken = cancellation,
        };
        try
        {
            Parallel.For(
                0,
                images.Count,
                options,
                () => session.Bind(1, images.ItemShape, outputs),
                (index, _, binding) =>
                {
                    images.CopyTo(index, binding.Input);
                    binding.Run();
                    computed(index, binding);
                    return binding;
                },
                binding => binding.Dispose());
        }
        catch (AggregateException error) when (error.InnerExceptions is [var only, ..])
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(only);
        }
    }
}
