using System.CommandLine;
using MLPipeline.Graphs;
using MLPipeline.Networks;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer network show NAME|FILE.onnx</c>.</summary>
internal sealed class NetworkShowCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _network = new("NAME|FILE.onnx") { Description = "A name of 'network list', or any ONNX file" };
    private readonly Option<int?> _classes = new("--classes") { Description = "Number of classes; default what the network was published with", HelpName = "n" };
    private readonly Option<int?> _size = new("--input-size") { Description = "Height and width of the images in pixels; default as published", HelpName = "n" };
    private readonly Option<int?> _channels = new("--channels") { Description = "1 for grey images, 3 for colour; default as published", HelpName = "n" };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public NetworkShowCommand(ProgramConsole console)
        : base("show", "Show a network layer by layer, with shapes, parameters and costs")
    {
        _console = console;
        Add(_network);
        Add(_classes);
        Add(_size);
        Add(_channels);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A network for ten classes of small images", "Trainer network show resnet18 --classes 10 --input-size 64"),
        new("What is in a file", "Trainer network show model.onnx"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        OutputPlaces.Check(null, arguments.GetValue(_json));
        var graph = Load(arguments);
        var report = new NetworkReport(graph, NetworkSummary.Of(graph), ParameterStages.Of(graph));
        Print(report);
        if (arguments.GetValue(_json) is { } file) JsonOutput.Write(_console, file, report.WriteJson);
        return Task.FromResult(ExitCode.Done);
    }

    private Graph Load(ParseResult arguments)
    {
        var name = arguments.GetRequiredValue(_network);
        if (!name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && !File.Exists(name))
        {
            var size = arguments.GetValue(_size);
            return Outline(name, new NetworkOptions { Classes = arguments.GetValue(_classes), Channels = arguments.GetValue(_channels), Height = size, Width = size });
        }

        string[] given = [.. ((Option[])[_classes, _size, _channels]).Where(option => arguments.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        return given.Length == 0
            ? OnnxReader.Read(name)
            : throw new UsageException($"{string.Join(", ", given)}: '{name}' is a file, which is shown as it is. These options are for the names of 'network list'.");
    }

    private static Graph Outline(string name, NetworkOptions options)
    {
        try
        {
            return NetworkCatalog.Find(name).Outline(options);
        }
        catch (NetworkException error)
        {
            throw new UsageException(error.Faults);
        }
    }

    private void Print(NetworkReport report)
    {
        var table = new ResultTable(
            "Layer", "Operator", "Output", new ResultColumn("Parameters", IsNumber: true), new ResultColumn("Multiply-adds", IsNumber: true, Unit: "for one image"));
        foreach (var layer in report.Summary.Layers)
        {
            table.AddRow(
                layer.Name, layer.Operator, layer.Shape?.ToString() ?? "?",
                layer.Parameters == 0 ? "" : Measure.Count(layer.Parameters),
                layer.MultiplyAdds switch { null => "?", 0 => "", { } count => Measure.Count(count) });
        }

        _console.Write(table);
        _console.WriteLine($"Input: {string.Join(", ", report.Graph.Inputs.Select(input => input.ToString().TrimStart('%')))}");
        _console.WriteLine($"Stages: {string.Join(", ", report.Stages.Select(stage => $"{stage.Name} {Measure.Count(NetworkReport.TrainedIn(stage))}"))}");
        _console.WriteLine($"Parameters: {Measure.Count(report.Summary.Parameters)}, and {Measure.Count(report.Summary.Statistics)} running means and variances");
        _console.WriteLine($"Multiply-adds: {Measure.Count(report.Summary.MultiplyAdds)} for one image");
    }
}
