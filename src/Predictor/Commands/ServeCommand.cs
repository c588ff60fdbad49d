using System.CommandLine;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Answers over HTTP until it is told to end.</summary>
internal sealed class ServeCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string[]> _models = new("model")
    {
        Description = "Model files, each as FILE or as NAME=FILE; the first is the one that /predict asks",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _device = CommonOptions.Device(ComputeDeviceNames.All);
    private readonly ServeOptions _options = new();
    private readonly ForeignModelOptions _foreign = new();

    public ServeCommand(ProgramConsole console)
        : base("serve", "Classifies images that are sent over HTTP. Ctrl-C or SIGTERM finishes what is running and ends it.")
    {
        _console = console;
        Add(_models);
        AddGroup("Options", _options.General);
        Add(_device);
        _foreign.AddTo(this);
        AddGroup("Limits", _options.Limits);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A page and an API at http://127.0.0.1:5080, for this machine only", "Predictor serve flowers.onnx"),
        new("Ask it", "curl -F image=@rose.jpg http://127.0.0.1:5080/predict"),
        new(
            "Two models, for other machines, with a key; a proxy in front has the certificate",
            "Predictor serve flowers=a.onnx pets=b.onnx --urls http://*:5080 --api-key-file key.txt"),
        new("Images of different requests computed together", "Predictor serve flowers.onnx --batch-size 8 --batch-delay 2 --device cuda"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        // What is from the web server's assemblies is loaded from here on, and by no other command.
        var faults = new List<string>();
        var engine = new PredictionEngineOptions
        {
            Device = ComputeDeviceNames.TryParse(arguments.GetRequiredValue(_device), out var device) ? device : ComputeDevice.Auto,
            Foreign = _foreign.Read(arguments, faults),
        };
        var options = _options.Read(arguments, arguments.GetRequiredValue(_models), engine, faults);
        faults.AddRange(options.Faults());
        return faults.Count > 0 ? throw new UsageException(faults) : ServeRun.OfAsync(_console, options, cancellation);
    }
}
