using System.CommandLine;
using System.Globalization;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>Options that describe an ONNX classifier from elsewhere.</summary>
internal sealed class ForeignModelOptions
{
    private readonly Option<string> _inputSize = new("--input-size") { Description = "Foreign models: the input's side, or width x height, in pixels", HelpName = "N|WxH" };

    private readonly Option<string> _preset = new("--preset")
    {
        Description = "Foreign models: how pixels become numbers; imagenet for most networks, inception for TensorFlow's",
        HelpName = string.Join('|', InputPreset.All.Select(preset => preset.Name)),
    };

    private readonly Option<string> _resize = CommonOptions.OneOf("--resize", ["squash", "crop", "pad"], "Foreign models: how an image becomes the input's size");
    private readonly Option<int?> _shortSide = new("--short-side") { Description = "Foreign models, --resize crop: the short side before cropping (default: as the input)", HelpName = "N" };
    private readonly Option<string> _layout = CommonOptions.OneOf("--layout", ["nchw", "nhwc"], "Foreign models: the order of the input's dimensions");
    private readonly Option<string> _labels = new("--labels") { Description = "Foreign models: a text file with a class name on each line (default: numbers from 0)", HelpName = "file" };
    private readonly Option<string> _output = new("--output") { Description = "Foreign models with several outputs: the one with the scores", HelpName = "name" };
    private readonly Option<string> _scores = CommonOptions.OneOf("--scores-are", ["detect", "probabilities", "logits"], "Foreign models: what the output holds");

    public void AddTo(Command command)
    {
        foreach (var option in All())
        {
            command.Add(option);
        }
    }

    public bool AnyIsGiven(ParseResult arguments) => Given(arguments).Any();

    /// <summary>The names of the options that are on the command line.</summary>
    public IEnumerable<string> Given(ParseResult arguments) => Values(arguments).Select(option => option.Name);

    /// <summary>The options that are on the command line, with what they were given.</summary>
    public IEnumerable<(string Name, string Value)> Values(ParseResult arguments) => All()
        .Where(option => arguments.GetResult(option) is { Implicit: false })
        .Select(option => (option.Name, string.Join(' ', arguments.GetResult(option)!.Tokens.Select(token => token.Value))));

    /// <summary>The description, or null when there is none; what is wrong with it is added to <paramref name="faults"/>.</summary>
    public ForeignModel? Read(ParseResult arguments, List<string> faults)
    {
        if (!AnyIsGiven(arguments))
        {
            return null;
        }

        var resize = ReadResize(arguments, faults);
        var preset = ReadPreset(arguments, faults);
        var labels = ReadLabels(arguments.GetValue(_labels), faults);
        if (resize is null || preset is null)
        {
            return null;
        }

        return new ForeignModel
        {
            Input = new InputContract
            {
                Resize = resize,
                ChannelOrder = preset.ChannelOrder,
                Normalization = preset.Normalization,
                Layout = Is(arguments, _layout, "nhwc") ? TensorLayout.Nhwc : TensorLayout.Nchw,
            },
            Labels = labels,
            ScoreOutput = arguments.GetValue(_output),
            Scores = Is(arguments, _scores, "logits") ? ScoreKind.Logits : Is(arguments, _scores, "probabilities") ? ScoreKind.Probabilities : ScoreKind.Detect,
        };
    }

    private ResizeRule? ReadResize(ParseResult arguments, List<string> faults)
    {
        if (arguments.GetValue(_inputSize) is not { } text)
        {
            faults.Add("--input-size is missing: a foreign model needs it.");
            return null;
        }

        var sides = text.Split('x', 'X').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) ? pixels : 0).ToArray();
        if (sides is not ([> 0] or [> 0, > 0]))
        {
            faults.Add($"--input-size is '{text}'; it must be a side such as 224, or width and height such as 320x240.");
            return null;
        }

        var (width, height) = (sides[0], sides[^1]);
        var shortSide = arguments.GetValue(_shortSide);
        if (shortSide is not null && !Is(arguments, _resize, "crop"))
        {
            faults.Add("--short-side means something only with --resize crop.");
        }

        try
        {
            return Is(arguments, _resize, "crop") ? ResizeRule.CenterCrop(shortSide ?? Math.Max(width, height), width, height)
                : Is(arguments, _resize, "pad") ? ResizeRule.Pad(width, height)
                : ResizeRule.Squash(width, height);
        }
        catch (ArgumentException error)
        {
            faults.Add(error.Message);
            return null;
        }
    }

    private InputPreset? ReadPreset(ParseResult arguments, List<string> faults)
    {
        var name = arguments.GetValue(_preset);
        var preset = InputPreset.All.FirstOrDefault(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (preset is null)
        {
            var valid = string.Join(", ", InputPreset.All.Select(candidate => candidate.Name));
            faults.Add(name is null ? $"--preset is missing: a foreign model needs it. Valid values are {valid}." : $"--preset is '{name}'; valid values are {valid}.");
        }

        return preset;
    }

    private static string[]? ReadLabels(string? file, List<string> faults)
    {
        if (file is null)
        {
            return null;
        }

        if (!File.Exists(file))
        {
            faults.Add($"--labels: there is no file '{file}'.");
            return null;
        }

        var labels = File.ReadAllText(file).TrimEnd().Split('\n').Select(line => line.Trim()).ToArray();
        if (Array.IndexOf(labels, "") is >= 0 and var empty)
        {
            faults.Add($"--labels: line {empty + 1} of '{file}' is empty; every line names a class.");
        }

        return labels;
    }

    private static bool Is(ParseResult arguments, Option<string> option, string value) =>
        value.Equals(arguments.GetValue(option), StringComparison.OrdinalIgnoreCase);

    private IEnumerable<Option> All() => [_inputSize, _preset, _resize, _shortSide, _layout, _labels, _output, _scores];
}
