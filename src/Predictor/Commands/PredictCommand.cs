using System.CommandLine;
using MLPipeline.Imaging;
using MLPipeline.Inference;
using MLPipeline.Runtime;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor.Commands;

/// <summary>Classifies a few images and shows the answers.</summary>
internal sealed class PredictCommand : ProgramCommand
{
    private readonly ProgramConsole _console;
    private readonly ModelOptions _model;
    private readonly Argument<string[]> _images = new("image") { Description = "Image files, and folders of them", Arity = ArgumentArity.OneOrMore };
    private readonly Option<int> _top = new("--top") { Description = "How many classes to show for each image", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<string> _json = CommonOptions.JsonFile();
    private readonly Option<string> _sheet = new("--sheet") { Description = "Draw the images with their classes on one picture (.png)", HelpName = "file" };

    public PredictCommand(ProgramConsole console)
        : base("predict", "Says what is on images. Bad images are listed, and the exit code is then 3.")
    {
        _console = console;
        Add(_images);
        Add(_top);
        _json.Description = "Write the answers as JSON to this .json file; without a name, or with -, to stdout";
        _json.Arity = ArgumentArity.ZeroOrOne;
        Add(_json);
        Add(_sheet);
        _model = new ModelOptions(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("Two photographs", "Predictor predict flowers.onnx rose.jpg tulip.png"),
        new("A folder, the answers as JSON", "Predictor predict flowers.onnx photos --json answers.json"),
        new("A picture of all answers; right ones are marked where folders are named like classes", "Predictor predict flowers.onnx photos --sheet answers.png"),
        new("A network from elsewhere", "Predictor predict resnet50.onnx cat.jpg --input-size 224 --preset imagenet --labels imagenet.txt"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var top = arguments.GetValue(_top);
        var json = JsonFileOf(arguments);
        var sheetFile = arguments.GetValue(_sheet);
        using var engine = _model.Load(arguments, _console, new PredictionEngineOptions(), FaultsOf(top, json, sheetFile));

        var sheet = sheetFile is null ? null : new PredictionSheet(engine.Labels);
        var predicted = new List<PredictedImage>();
        var skipped = new List<SkippedImage>();
        foreach (var path in Paths(arguments.GetRequiredValue(_images), skipped, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                var prediction = engine.Predict(path);
                sheet?.Add(path, prediction);
                predicted.Add(PredictedImage.Of(path, prediction, top));
            }
            catch (ImageException fault)
            {
                skipped.Add(SkippedImage.Of(path, fault));
            }
        }

        if (sheet is { Count: > 0 })
        {
            sheet.Write(sheetFile!);
        }

        Show(json, new PredictionReport(_model.Path(arguments), ComputeDeviceNames.NameOf(engine.Device.Device), engine.Labels, predicted, skipped));
        foreach (var image in skipped)
        {
            _console.WriteError($"{PrintableText.Of(image.Image)}: {image.Reason}");
        }

        return Task.FromResult(skipped.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private string? JsonFileOf(ParseResult arguments) =>
        arguments.GetResult(_json) is { Implicit: false } result ? result.Tokens is [var file] ? file.Value : JsonOutput.StandardOutput : null;

    private static List<string> FaultsOf(int top, string? json, string? sheet)
    {
        var faults = new List<string>();
        if (top < 1)
        {
            faults.Add($"--top is {top}; it must be at least 1.");
        }

        if (json is not (null or JsonOutput.StandardOutput) && !json.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"--json is followed by '{json}', which does not end in .json. Put --json last, or write '--json -' for stdout."); // an image would be overwritten
        }

        if (sheet is not null && !sheet.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"--sheet is '{sheet}'; its name must end in .png.");
        }

        return faults;
    }

    private static IEnumerable<string> Paths(IEnumerable<string> images, List<SkippedImage> skipped, CancellationToken cancellation)
    {
        foreach (var path in images)
        {
            if (!Directory.Exists(path))
            {
                yield return path;
                continue;
            }

            var folder = ImageFolder.Read(path, cancellation);
            skipped.AddRange(folder.Faults.Select(fault => SkippedImage.Of(folder.FullPath(fault.Path!), fault)));
            if (folder.Images.Count == 0)
            {
                skipped.Add(new SkippedImage(path, nameof(ImageFault.NotFound), "there are no images in this folder."));
            }

            foreach (var image in folder.Images)
            {
                yield return folder.FullPath(image);
            }
        }
    }

    private void Show(string? json, PredictionReport report)
    {
        if (json is not null)
        {
            JsonOutput.Write(_console, json, report, PredictorJson.Default.PredictionReport);
        }

        if (json == JsonOutput.StandardOutput || report.Predictions.Count == 0)
        {
            return;
        }

        var table = new ResultTable("image", "class", new("probability", IsNumber: true), "next");
        foreach (var image in report.Predictions)
        {
            var next = image.Top.Skip(1).Select(candidate => $"{candidate.Label} {Measure.Percent(candidate.Score)}");
            table.AddRow(image.Image, image.Label, Measure.Percent(image.Score), string.Join(", ", next));
        }

        _console.Write(table);
    }
}
