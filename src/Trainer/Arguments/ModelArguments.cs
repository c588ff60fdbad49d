using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>A model and labelled images that it is tried on: what the commands after training share.</summary>
/// <param name="model">What kind of model it is, for the help.</param>
/// <param name="use">What is done with the images, for the help: which images to …</param>
internal sealed class ModelArguments(string model, string use)
{
    private readonly Argument<string> _model = new("MODEL.onnx") { Description = model };
    private readonly DataArguments _data = new();

    public ComputeArguments Compute { get; } = new();

    public Option<string> Part { get; } = CommonOptions.OneOf(
        "--part",
        ["auto", "all", "train", "validation", "test"],
        $"Which images to {use}; auto: the test part where there is one, be it given by the data "
            + "or chosen when the model was trained on them");

    /// <summary>The arguments and what describes the data; the other options stand where the command wants them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        _data.AddTo(command);
    }

    /// <summary>The model's file.</summary>
    public string File(ParseResult arguments) => arguments.GetRequiredValue(_model);

    /// <summary>Loads the model for many images, and says on what device.</summary>
    public PredictionEngine Open(ProgramConsole console, ParseResult arguments, BatchRunOptions batches)
    {
        var engine = new PredictionEngine(File(arguments), new PredictionEngineOptions
        {
            Device = Compute.Device(arguments),
            ThreadsPerRun = 1,
            Batches = batches,
        });
        console.Say($"Device: {engine.Device}");
        return engine;
    }

    /// <summary>Reads the data.</summary>
    /// <exception cref="DatasetException">They cannot be read.</exception>
    public ImageDataset Read(ParseResult arguments) =>
        ImageDatasetReader.Read(arguments.GetRequiredValue(_data.Data), _data.Read(arguments, DatasetUse.Evaluation));

    /// <summary>Reads the data, chooses the part and says which it is.</summary>
    /// <exception cref="DatasetException">The data cannot be read, or have no such part.</exception>
    public (ImageDataset Dataset, PartSelection Selection) Choose(
        ProgramConsole console, ParseResult arguments, ModelContract contract, CancellationToken cancellation)
    {
        var dataset = Read(arguments);
        var selection = PartSelection.Choose(console, dataset, contract, arguments.GetRequiredValue(Part), cancellation);
        console.Say(selection.Explanation);
        return (dataset, selection);
    }
}
