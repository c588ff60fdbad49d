namespace MLPipeline.Imaging.Tests;

/// <summary>Tests of this collection run after all others, one at a time.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;
