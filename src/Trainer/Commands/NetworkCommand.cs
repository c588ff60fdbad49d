using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer network …</c>.</summary>
internal static class NetworkCommand
{
    public static Command Create(ProgramConsole console) => new("network", "Networks to train from zero: what there is, layer by layer")
    {
        new NetworkListCommand(console),
        new NetworkShowCommand(console),
    };
}
