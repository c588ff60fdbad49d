using System.CommandLine;
using System.Text.Json;
using MLPipeline.Networks;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer network list</c>.</summary>
internal sealed class NetworkListCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public NetworkListCommand(ProgramConsole console)
        : base("list", "The networks that can be trained from zero")
    {
        _console = console;
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } = [new("All networks with their sizes", "Trainer network list")];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, arguments.GetValue(_json));
        var table = new ResultTable(
            "Name", "Made of", "Input", new ResultColumn("Classes", IsNumber: true), new ResultColumn("Parameters", IsNumber: true),
            new ResultColumn("Multiply-adds", IsNumber: true, Unit: "millions"));
        var rows = NetworkCatalog.All.Select(network => (Network: network, Summary: NetworkSummary.Of(network.Outline()))).ToList();
        foreach (var (network, summary) in rows)
        {
            table.AddRow(
                network.Name, network.Structure, network.Input.ToString(), Measure.Count(network.Classes), Measure.Count(summary.Parameters),
                FormattableString.Invariant($"{summary.MultiplyAdds / 1e6:N1}"));
        }

        _console.Write(table);
        if (arguments.GetValue(_json) is { } file) JsonOutput.Write(_console, file, json => WriteJson(json, rows));
        return Task.FromResult(ExitCode.Done);
    }

    private static void WriteJson(Utf8JsonWriter json, List<(NetworkDefinition Network, NetworkSummary Summary)> rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("networks");
        foreach (var (network, summary) in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", network.Name);
            json.WriteString("family", network.Family);
            json.WriteString("structure", network.Structure);
            json.WriteNumber("channels", network.Input.Channels);
            json.WriteNumber("height", network.Input.Height);
            json.WriteNumber("width", network.Input.Width);
            json.WriteNumber("smallestSize", network.SmallestSize);
            json.WriteNumber("classes", network.Classes);
            json.WriteNumber("parameters", summary.Parameters);
            json.WriteNumber("statistics", summary.Statistics);
            json.WriteNumber("multiplyAdds", summary.MultiplyAdds);
            json.WriteString("source", network.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
