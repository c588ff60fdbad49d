using System.CommandLine;

namespace MLPipeline.Trainer;

/// <summary>Reads what <c>train</c> takes besides places for its results, as a trial of a sweep has it.</summary>
#pragma warning disable CA1010 // Command is enumerable for the sake of collection initialisers, not as a collection
internal sealed class TrialArguments : Command
#pragma warning restore CA1010
{
    public TrialArguments()
        : base("train")
    {
        Job.Data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(Job.Data.Data);
        Option[] options =
        [
            .. Job.Data.Options, .. Job.PixelSet.Options, .. Job.Network.Options, .. Job.Learning.Options, .. Job.Layers.Options, .. Job.Compute.Options,
            Job.ValidationFraction, Job.TestFraction, Job.Seed, Job.Cache, Job.NoCache,
        ];
        foreach (var option in options) Add(option);
    }

    public JobArguments Job { get; } = new();
}
