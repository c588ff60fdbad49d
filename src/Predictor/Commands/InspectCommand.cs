using System.CommandLine;
using System.Text.Json;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Shows what a model file says about itself.</summary>
internal sealed class InspectCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelOptions _model;
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public InspectCommand(ProgramConsole console)
        : base("inspect", "Shows a model's classes, input, outputs and origin, and the device it would run on.")
    {
        _console = console;
        Add(_json);
        _model = new ModelOptions(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What a model needs and knows", "Predictor inspect flowers.onnx"),
        new("The same for a machine", "Predictor inspect flowers.onnx --json -"),
        new("Whether a description fits a network from elsewhere", "Predictor inspect resnet50.onnx --input-size 224 --preset imagenet"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var report = Read(arguments);
        var json = arguments.GetValue(_json);
        if (json is not null)
        {
            JsonOutput.Write(_console, json, report, PredictorJson.Default.ModelReport);
        }

        if (json != JsonOutput.StandardOutput)
        {
            Show(report);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private ModelReport Read(ParseResult arguments)
    {
        var path = _model.Path(arguments);
        using var session = OnnxSession.Load(path, new OnnxSessionOptions { Device = _model.Device(arguments) });
        ModelContract? contract = null;
        if (session.Metadata.ContainsKey(ModelMetadata.VersionKey) || _model.DescribeTheModel(arguments))
        {
            using var engine = _model.Load(arguments, _console, new PredictionEngineOptions(), []);
            contract = engine.Contract;
        }

        return new ModelReport(
            path,
            new FileInfo(path).Length,
            session.Device.ToString(),
            [.. session.Inputs.Select(input => input.ToString())],
            [.. session.Outputs.Select(output => output.ToString())],
            contract is null ? null : Parse(InputContractJson.Write(contract.Input)),
            contract?.Labels,
            contract?.Provenance is { } provenance ? Parse(provenance) : null);
    }

    private static JsonElement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"The model's metadata is damaged: {error.Message}", error);
        }
    }

    private void Show(ModelReport report)
    {
        var table = new ResultTable("field", "value");
        table.AddRow("model", $"{report.Model} ({Measure.Bytes(report.Bytes)})");
        table.AddRow("device", report.Device);
        AddEach(table, "input", report.Inputs);
        AddEach(table, "output", report.Outputs);
        AddFields(table, "preparation", report.Input);
        AddEach(table, "class", report.Classes ?? []);
        AddFields(table, "origin", report.Provenance);
        _console.Write(table);
        if (report.Input is null)
        {
            _console.Say("The model does not say how it is used, because it was not made by Trainer: predict and score need --input-size and --preset.");
        }
    }

    private static void AddEach(ResultTable table, string name, IReadOnlyList<string> values)
    {
        foreach (var (index, value) in values.Index())
        {
            table.AddRow(values.Count == 1 ? name : $"{name} {Measure.Count(index)}", value);
        }
    }

    private static void AddFields(ResultTable table, string name, JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } fields)
        {
            return;
        }

        foreach (var field in fields.EnumerateObject())
        {
            table.AddRow($"{name}: {field.Name}", field.Value.ToString());
        }
    }
}
