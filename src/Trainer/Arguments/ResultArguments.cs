using System.CommandLine;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Where the results of a training go, and where it is saved on the way.</summary>
internal sealed class ResultArguments
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The model file to write",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write the figures and the confusion matrix as HTML, SVG, CSV and JSON into this folder",
        HelpName = "folder",
    };

    private readonly Option<string> _json = CommonOptions.JsonFile();

    public Option Output => _output;

    public IEnumerable<Option> Reports => [_report, _json];

    public CheckpointArguments Checkpoint { get; } = new();

    /// <summary>The job with the places.</summary>
    public TrainJob Place(TrainJob job, ParseResult arguments) => job with
    {
        Output = arguments.GetRequiredValue(_output),
        Report = arguments.GetValue(_report),
        Json = arguments.GetValue(_json),
        Checkpoints = Checkpoint.Read(arguments),
    };
}
