using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer benchmark …</c>.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(ProgramConsole console) => new("benchmark", "Measure how fast this machine trains")
    {
        new BenchmarkTrainCommand(console),
    };
}
