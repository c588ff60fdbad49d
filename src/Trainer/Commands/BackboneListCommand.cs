using System.CommandLine;
using System.Globalization;
using MLPipeline.Backbones;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer backbone list</c>.</summary>
internal sealed class BackboneListCommand(ProgramConsole console) : ProgramCommand("list", "What is there, and what 'backbone pull' can download")
{
    public override IReadOnlyList<CommandExample> Examples { get; } = [new("What can be trained on", "Trainer backbone list")];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var store = new BackboneStore();
        var present = store.List();
        var table = new ResultTable("Name", new ResultColumn("Size", IsNumber: true), new ResultColumn("ImageNet top-1", IsNumber: true, Unit: "%"), "Where");
        foreach (var backbone in present)
        {
            table.AddRow(backbone.Name, Measure.Bytes(backbone.Bytes), "", backbone.IsBundled ? "comes with this program" : backbone.Path);
        }

        foreach (var entry in BackboneCatalog.Entries.Where(entry => present.All(backbone => backbone.Name != entry.Name)))
        {
            table.AddRow(entry.Name, Measure.Bytes(entry.Bytes), entry.ImageNetTop1.ToString("F2", CultureInfo.InvariantCulture), $"to be had: backbone pull {entry.Name}");
        }

        console.Write(table);
        console.Say($"Backbones are kept in {store.Folder}");
        return Task.FromResult(ExitCode.Done);
    }
}
