using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Imaging;
using MLPipeline.Terminal;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary><c>Trainer show DIR</c>.</summary>
internal sealed class ShowCommand : ProgramCommand
{
    private const int MostImages = 1000;

    private readonly ProgramConsole _console;
    private readonly DataArguments _data = new();
    private readonly PixelSetArguments _pixelSet = new();
    private readonly AugmentationArgument _augment = new();
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Draw the first images that a training would show on this picture (.png)",
        HelpName = "file",
    };
    private readonly Option<int> _images = new("--images")
    {
        Description = "How many to draw",
        HelpName = "n",
        DefaultValueFactory = _ => 25,
    };
    private readonly Option<int> _imageSize = new("--image-size")
    {
        Description = "Height and width of the network's input",
        HelpName = "n",
        DefaultValueFactory = _ => 224,
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the training: decides the split, the order of the images and how each is changed",
        HelpName = "n",
        DefaultValueFactory = _ => 0,
    };
    private readonly Option<string> _json = CommonOptions.JsonFile();

    public ShowCommand(ProgramConsole console)
        : base(
            "show",
            "Look at data before training: classes, sizes, formats, duplicates, unreadable files; and a batch as the network sees it")
    {
        _console = console;
        _data.Data.Arity = ArgumentArity.ZeroOrOne; // --dataset takes its place
        Add(_data.Data);
        AddGroup("Options", [_output, _augment.Option, _images, _imageSize, _seed, _json]);
        AddGroup("Data", [.. _data.Options, .. _pixelSet.Options]);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What is in a folder, and what is odd about it", "Trainer show photos"),
        new("25 images with their labels, as they are and augmented", "Trainer show photos -o batch.png --augment photo"),
        new("A published data set", "Trainer show --dataset fashion-mnist -o batch.png"),
    ];

    protected override Task<ExitCode> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var (output, json, seed) = (arguments.GetValue(_output), arguments.GetValue(_json), arguments.GetValue(_seed));
        var faults = _pixelSet.Faults(arguments, _data).ToList();
        var split = new SplitOptions { ValidationFraction = 0, Seed = seed }; // as a training divides
        var published = _pixelSet.Images(arguments, split, faults);
        if (published is not null) faults.AddRange(arguments.Refuse("the images of --dataset have their size.", _imageSize));
        var augmentation = _augment.Read(arguments, published?.Set.Augmentation ?? "none", faults);
        faults.AddRange(FaultsOf(arguments, output));
        if (faults.Count > 0) throw new UsageException(faults);
        OutputPlaces.Check(null, json, (_output.Name, output));

        var data = published is null ? Files(arguments, split, cancellation) : ShownData.Of(_console, published, cancellation);
        InspectionDisplay.Print(_console, data.Title, data.Inspection);
        if (json is not null) JsonOutput.Write(_console, json, new InspectionReport(data.Inspection).WriteJson);
        if (output is not null) Draw(data, augmentation, arguments.GetValue(_images), seed, output);
        return Task.FromResult(data.Inspection.Unreadable.Count > 0 ? ExitCode.SomeImagesUnreadable : ExitCode.Done);
    }

    private ShownData Files(ParseResult arguments, SplitOptions split, CancellationToken cancellation)
    {
        var files = new FileData(arguments.GetRequiredValue(_data.Data), _data.Read(arguments, DatasetUse.Evaluation), split);
        return ShownData.Of(_console, files, arguments.GetValue(_imageSize), cancellation);
    }

    private void Draw(ShownData data, ImageAugmentation augmentation, int most, int seed, string output)
    {
        if (data.Train.Count == 0)
        {
            _console.Warn($"'{output}' was not drawn: there is no readable training image.");
            return;
        }

        ImageEncoder.Write(BatchSheet.Draw(data, augmentation, most, seed), output);
        _console.WriteLine($"Picture: {output}");
    }

    private IEnumerable<string> FaultsOf(ParseResult arguments, string? output)
    {
        if (output is not null && !output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{_output.Name} is '{output}'; its name must end in .png.";
        }
        if (output is null)
        {
            const string Reason = "they say what is drawn; name the picture with -o.";
            foreach (var fault in arguments.Refuse(Reason, _augment.Option, _images, _imageSize)) yield return fault;
        }

        if (arguments.GetValue(_images) is < 1 or > MostImages)
        {
            yield return $"{_images.Name} is {arguments.GetValue(_images)}; it must be 1 to {MostImages}.";
        }
        if (arguments.GetValue(_imageSize) is < 1 or > 4096)
        {
            yield return $"{_imageSize.Name} is {arguments.GetValue(_imageSize)}; it must be 1 to 4096.";
        }
    }
}
