namespace MLPipeline.Inference.Tests;

/// <summary>Tests of this collection run after all others, one at a time: they measure the memory of the process.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;
