using System.CommandLine;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>The model, the device, and what has to be said about a model that does not say it itself: the same in every command.</summary>
internal sealed class ModelOptions
{
    private readonly Argument<string> _model = new("model") { Description = "An ONNX file made by Trainer, or any ONNX image classifier" };
    private readonly Option<string> _device = CommonOptions.Device(ComputeDeviceNames.All);
    private readonly ForeignModelOptions _foreign = new();

    public ModelOptions(Command command)
    {
        command.Arguments.Insert(0, _model);
        command.Add(_device);
        _foreign.AddTo(command);
    }

    public string Path(ParseResult arguments) => arguments.GetRequiredValue(_model);

    public ComputeDevice Device(ParseResult arguments) =>
        ComputeDeviceNames.TryParse(arguments.GetRequiredValue(_device), out var device) ? device : ComputeDevice.Auto;

    /// <summary>Whether the options describe a model that carries no metadata.</summary>
    public bool DescribeTheModel(ParseResult arguments) => _foreign.AnyIsGiven(arguments);

    /// <summary>The description that was given, option by option.</summary>
    public IEnumerable<(string Name, string Value)> Description(ParseResult arguments) => _foreign.Values(arguments);

    /// <summary>Loads the model.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="console">Takes a warning when options are not needed.</param>
    /// <param name="options">Threads and batches; device and description are filled in.</param>
    /// <param name="faults">The command's own faults, reported together with those found here.</param>
    /// <exception cref="UsageException">There are faults, or the model needs options that are not given.</exception>
    public PredictionEngine Load(ParseResult arguments, ProgramConsole console, PredictionEngineOptions options, List<string> faults)
    {
        var foreign = _foreign.Read(arguments, faults);
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        var path = Path(arguments);
        try
        {
            var engine = new PredictionEngine(path, options with { Device = Device(arguments), Foreign = foreign });
            if (foreign is not null && !ReferenceEquals(foreign.Input, engine.Contract.Input))
            {
                console.Warn($"'{path}' says itself how it is used; {string.Join(", ", _foreign.Given(arguments))} play no part.");
            }

            return engine;
        }
        catch (ModelFormatException) when (foreign is null && !CarriesMetadata(path))
        {
            throw new UsageException($"'{path}' does not say how it is used, because it was not made by Trainer. Add --input-size and --preset, and --labels for class names.");
        }
    }

    public static bool CarriesMetadata(string path)
    {
        using var session = OnnxSession.Load(path, new OnnxSessionOptions { Device = ComputeDevice.Cpu });
        return session.Metadata.ContainsKey(ModelMetadata.VersionKey);
    }
}
