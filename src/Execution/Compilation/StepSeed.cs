namespace MLPipeline.Execution.Compilation;

/// <summary>What the random numbers of a step are drawn from; operations hold it, and not the graph that they were made of.</summary>
internal sealed class StepSeed
{
    public ulong Value { get; set; }
}
