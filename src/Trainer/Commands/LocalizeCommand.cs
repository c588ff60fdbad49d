using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Inference;
using MLPipeline.Interpretation;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer localize MODEL.onnx DIR -o FOLDER</c>.</summary>
internal sealed class LocalizeCommand : ProgramCommand
{
    private const int MostDrawn = 1000;
    private static readonly LocalizerOptions Defaults = new();

    private readonly ProgramConsole _console;
    private readonly ModelArguments _model = new(
        "A model that this program wrote, ending in a global average and one dense layer, as residual networks do", "look at");

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder for pictures and the table of boxes",
        HelpName = "folder",
        Required = true,
    };
    private readonly Option<double> _threshold = new("--threshold")
    {
        Description = "What a response must be above, as a share of its class's largest one on the image: lower for larger boxes",
        HelpName = "share",
        DefaultValueFactory = _ => Defaults.Threshold,
    };
    private readonly Option<int> _top = new("--top")
    {
        Description = "How many classes to look for on an image, those with the highest scores",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string?> _boxes = new("--boxes")
    {
        Description = "Compare with known boxes: a CSV file with the columns path,class,left,top,right,bottom (pixels)",
        HelpName = "file",
    };
    private readonly Option<int> _images = new("--images")
    {
        Description = "How many images to draw with their boxes, evenly spread over all",
        HelpName = "n",
        DefaultValueFactory = _ => 60,
    };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public LocalizeCommand(ProgramConsole console)
        : base("localize", "Find where in images the classes are, with the classifier as it is: boxes, drawn and as a table")
    {
        _console = console;
        _model.AddTo(this);
        Add(_output);
        Add(_top);
        Add(_threshold);
        Add(_boxes);
        Add(_images);
        Add(_model.Part);
        _model.Compute.AddTo(this);
        Add(_json);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Where the most probable class of each image is", "Trainer localize photos.onnx photos -o boxes"),
        new("How often a box is right", "Trainer localize photos.onnx photos -o boxes --part all --boxes known.csv"),
        new("The two best classes, wide boxes", "Trainer localize photos.onnx photos -o boxes --top 2 --threshold 0.1"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = FaultsOf(arguments).ToList();
        var (folder, top, batches) = (arguments.GetRequiredValue(_output), arguments.GetValue(_top), _model.Compute.Batches(arguments, faults));
        if (faults.Count > 0) throw new UsageException(faults);
        OutputPlaces.Check(null, arguments.GetValue(_json));
        OutputPlaces.CheckFolder(_output.Name, folder);

        var known = arguments.GetValue(_boxes) is { } table ? ObjectBoxReader.Read(table) : null;
        var contract = ContractOf(_model.File(arguments));
        using var localizer = Localizer.Load(_model.File(arguments), contract, new LocalizerOptions
        {
            Threshold = arguments.GetValue(_threshold),
            Device = _model.Compute.Device(arguments),
        });
        _console.Say($"Device: {localizer.Device}");
        var (_, selection) = _model.Choose(_console, arguments, contract, cancellation);

        var located = new ImageLocalization(_console, localizer, batches).Run(selection.Images, cancellation);
        var truth = known is null ? null : KnownBoxes.Of(known, arguments.GetRequiredValue(_boxes)!, located, top);
        var report = new LocalizeReport(
            located, top, arguments.GetValue(_threshold), (localizer.MapWidth, localizer.MapHeight), contract.Labels, truth);
        LocalizeFolder.Write(report, arguments.GetValue(_images), batches.Decode, folder);
        LocalizeDisplay.Print(_console, report, folder);
        if (arguments.GetValue(_json) is { } json) JsonOutput.Write(_console, json, report.WriteJson);
        return Task.FromResult(report.Skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private static ModelContract ContractOf(string model)
    {
        using var engine = new PredictionEngine(model, new PredictionEngineOptions { Device = Runtime.ComputeDevice.Cpu });
        return engine.Contract;
    }

    private IEnumerable<string> FaultsOf(ParseResult arguments)
    {
        var (top, threshold, images) = (arguments.GetValue(_top), arguments.GetValue(_threshold), arguments.GetValue(_images));
        if (top < 1) yield return $"{_top.Name} is {top}; it must be 1 or more.";
        if (!(threshold is >= 0 and < 1))
        {
            yield return FormattableString.Invariant($"{_threshold.Name} is {threshold}; it must be at least 0 and below 1.");
        }

        if (images is < 0 or > MostDrawn) yield return $"{_images.Name} is {images}; it must be 0 to {MostDrawn}.";
        var folder = arguments.GetRequiredValue(_output);
        if (File.Exists(folder)) yield return $"{_output.Name} '{folder}' is a file; a folder is needed.";
    }
}
