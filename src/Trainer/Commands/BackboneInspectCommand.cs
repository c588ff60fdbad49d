using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer backbone inspect NAME|FILE</c>.</summary>
internal sealed class BackboneInspectCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _name = new("NAME|FILE") { Description = "A name of 'backbone list', or a file that 'backbone add' has made" };

    public BackboneInspectCommand(ProgramConsole console)
        : base("inspect", "Show a backbone's input, features and stages")
    {
        _console = console;
        Add(_name);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("The backbone that comes with this program", $"Trainer backbone inspect {BundledBackbone.Name}")];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var backbone = Backbone.Load(new BackboneStore().Find(arguments.GetRequiredValue(_name)));
        _console.WriteRaw(BackboneInspector.Describe(backbone).ToString());
        return Task.FromResult(ExitCode.Done);
    }
}
