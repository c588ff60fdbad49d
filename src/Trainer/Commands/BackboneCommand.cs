using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer backbone …</c>.</summary>
internal static class BackboneCommand
{
    public static Command Create(ProgramConsole console) => new("backbone", "Pretrained networks: what is there, where more come from")
    {
        new BackboneListCommand(console),
        new BackboneInspectCommand(console),
        new BackboneAddCommand(console),
        new BackbonePullCommand(console),
    };
}
