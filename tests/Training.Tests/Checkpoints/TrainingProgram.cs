using System.Runtime.InteropServices;

namespace MLPipeline.Training.Tests;

/// <summary>The test assembly started as a program: trains as <see cref="BarsRun"/> does, but longer, and saves every third step.</summary>
public static class TrainingProgram
{
    /// <param name="arguments">The checkpoint, and the file for the final parameters.</param>
    public static void Main(string[] arguments)
    {
        using var network = BarsRun.Network();
        var checkpoints = new CheckpointOptions { Network = "two layers", Path = arguments[0], Resume = true, EverySteps = 3 };
        var options = BarsRun.Options with { Epochs = 150, EarlyStopping = null };
        var values = BarsRun.Finish(network, checkpoints, happening =>
        {
            if (happening is NetworkTrainingEvent.Started) Console.Error.WriteLine("started");
        }, options);
        File.WriteAllBytes(arguments[1], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }
}
