using System.CommandLine;
using System.Globalization;
using MLPipeline.Backbones;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer backbone add FILE.onnx --name NAME</c>.</summary>
internal sealed class BackboneAddCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly Argument<string> _file = new("FILE.onnx") { Description = "Any ONNX image classifier" };
    private readonly Option<string> _name = new("--name") { Description = "What to call it", HelpName = "name", Required = true };
    private readonly Option<string> _preset = CommonOptions.OneOf("--preset", [.. InputPreset.All.Select(preset => preset.Name)], "How its pixels are prepared");
    private readonly Option<string?> _features = new("--features") { Description = "The tensor to take features from, where the one found is not the one wanted", HelpName = "tensor" };
    private readonly Option<int?> _inputSize = new("--input-size") { Description = "Height and width in pixels, where the file leaves them open", HelpName = "n" };
    private readonly Option<float?> _range = new("--range") { Description = "The value of a white pixel, in place of the preset's: 1 or 255", HelpName = "value" };
    private readonly Option<string?> _mean = new("--mean") { Description = "Three numbers, red green blue, subtracted, in place of the preset's", HelpName = "r,g,b" };
    private readonly Option<string?> _deviation = new("--deviation") { Description = "Three numbers, red green blue, divided by, in place of the preset's", HelpName = "r,g,b" };
    private readonly Option<string?> _resize = new("--resize") { Description = "How an image gets the input's size: crop, squash or pad", HelpName = "rule" };
    private readonly Option<int?> _shortSide = new("--short-side") { Description = "The short side in pixels before the centre is cut out", HelpName = "n" };
    private readonly Option<string?> _layout = new("--layout") { Description = "nchw or nhwc, where the file leaves it open", HelpName = "layout" };
    private readonly Option<string?> _source = new("--source") { Description = "Where it comes from, to be kept with it", HelpName = "text" };
    private readonly Option<string?> _licence = new("--licence") { Description = "Its licence, to be kept with it", HelpName = "text" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace a backbone of that name" };

    public BackboneAddCommand(ProgramConsole console)
        : base("add", "Make any ONNX image classifier a backbone")
    {
        _console = console;
        Add(_file);
        Option[] options = [_name, _preset, _features, _inputSize, _range, _mean, _deviation, _resize, _shortSide, _layout, _source, _licence, _overwrite];
        foreach (var option in options)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("A network of torchvision or the ONNX model zoo", "Trainer backbone add resnet18.onnx --name resnet18 --preset imagenet"),
        new("Pixels prepared otherwise", "Trainer backbone add mobilenet.onnx --name mobilenet --range 255 --mean 128,128,128 --deviation 128,128,128"),
        new("A model that 'train' has made, which says itself how its pixels are prepared", "Trainer backbone add photos.onnx --name photos"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var faults = new List<string>();
        var options = new BackboneImportOptions
        {
            Name = arguments.GetRequiredValue(_name),
            Preset = InputPreset.Find(arguments.GetRequiredValue(_preset)),
            FeatureTensor = arguments.GetValue(_features),
            InputSize = arguments.GetValue(_inputSize),
            Range = arguments.GetValue(_range),
            Mean = Numbers(_mean.Name, arguments.GetValue(_mean), faults),
            Deviation = Numbers(_deviation.Name, arguments.GetValue(_deviation), faults),
            ResizeMode = OneOf<ResizeMode>(_resize.Name, arguments.GetValue(_resize), faults, ("crop", ResizeMode.CenterCrop), ("squash", ResizeMode.Squash), ("pad", ResizeMode.Pad)),
            ShortSide = arguments.GetValue(_shortSide),
            Layout = OneOf<TensorLayout>(_layout.Name, arguments.GetValue(_layout), faults, ("nchw", TensorLayout.Nchw), ("nhwc", TensorLayout.Nhwc)),
            Source = arguments.GetValue(_source),
            Licence = arguments.GetValue(_licence),
        };
        if (faults.Count > 0)
        {
            throw new UsageException(faults);
        }

        var store = new BackboneStore();
        using var downloader = new BackboneDownloader();
        var stored = new BackboneInstaller(store, downloader).Add(arguments.GetRequiredValue(_file), options, arguments.GetValue(_overwrite));
        _console.WriteRaw(BackboneInspector.Describe(Backbone.Load(stored)).ToString());
        _console.WriteLine();
        _console.WriteLine($"Stored as {stored.Path}. Use it with: Trainer train DIR -o MODEL.onnx --backbone {stored.Name}");
        return Task.FromResult(ExitCode.Done);
    }

    private static float[]? Numbers(string option, string? text, List<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        var numbers = text.Split(',', StringSplitOptions.TrimEntries).Select(part => float.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : (float?)null).ToList();
        if (numbers.Count == 3 && numbers.All(number => number is not null))
        {
            return [.. numbers.Select(number => number!.Value)];
        }

        faults.Add($"{option} is '{text}'; three numbers with commas between them are needed, e.g. 0.485,0.456,0.406.");
        return null;
    }

    private static T? OneOf<T>(string option, string? text, List<string> faults, params (string Name, T Value)[] choices)
        where T : struct
    {
        if (text is null)
        {
            return null;
        }

        foreach (var (name, value) in choices)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        faults.Add($"{option} is '{text}'; valid values are {string.Join(", ", choices.Select(choice => choice.Name))}.");
        return null;
    }
}
