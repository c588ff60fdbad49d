using System.CommandLine;
using MLPipeline.Backbones;
using MLPipeline.Networks;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>Which network is trained, and how much of it.</summary>
internal sealed class NetworkArguments
{
    private readonly Option<string> _backbone = new("--backbone") { Description = "The pretrained network: a name of 'backbone list', or a file that 'backbone add' has made", HelpName = "name|file", DefaultValueFactory = _ => BundledBackbone.Name };
    private readonly Option<string?> _unfreeze = new("--unfreeze") { Description = "Train layers of the backbone too, after its new classifier: the last stage, so many stages, or the parameters that match a pattern such as 'layer4.*'", HelpName = "last-stage|all|n|pattern" };
    private readonly Option<string?> _network = new("--network") { Description = "A network of 'network list' in place of a backbone; with --from-scratch", HelpName = "name" };
    private readonly Option<bool> _fromScratch = new("--from-scratch") { Description = "Start from random weights" };
    private readonly Option<int?> _imageSize = new("--image-size") { Description = "Height and width of the images for --network [default: what it was published for]", HelpName = "n" };

    public IEnumerable<Option> Options => [_backbone, _unfreeze, _network, _fromScratch, _imageSize];

    public IEnumerable<Option> PretrainedOptions => [_backbone, _unfreeze];

    /// <summary>Trains all of a backbone where the user does not say how much of it.</summary>
    public void UnfreezeAll() => _unfreeze.DefaultValueFactory = _ => Unfreezing.All.ToString();

    public TrainingWay Way(ParseResult arguments) =>
        arguments.GetValue(_network) is not null || arguments.GetValue(_fromScratch) ? TrainingWay.FromScratch
        : arguments.GetValue(_unfreeze) is not null ? TrainingWay.FineTuning
        : TrainingWay.FrozenBackbone;

    public string Backbone(ParseResult arguments) => arguments.GetRequiredValue(_backbone);

    public int? ImageSize(ParseResult arguments) => arguments.GetValue(_imageSize);

    public IEnumerable<string> Faults(ParseResult arguments, string? dataset)
    {
        var way = Way(arguments);
        if (way == TrainingWay.FromScratch)
        {
            if (arguments.GetValue(_network) is null) yield return "--from-scratch needs --network NAME; 'network list' shows the names.";
            if (!arguments.GetValue(_fromScratch)) yield return "--network starts from random weights; say so with --from-scratch, or name a pretrained network with --backbone.";
            foreach (var fault in arguments.Refuse("they belong to pretrained networks; with --from-scratch everything is trained.", _backbone, _unfreeze)) yield return fault;
            if (dataset is not null)
            {
                foreach (var fault in arguments.Refuse("the images of --dataset have their size.", _imageSize)) yield return fault;
            }
        }
        else
        {
            foreach (var fault in arguments.Refuse("a backbone has its size; it goes with --network.", _imageSize)) yield return fault;
        }
    }

    /// <summary>The network's row; null, with the fault added, when there is none.</summary>
    public NetworkDefinition? Network(ParseResult arguments, List<string> faults)
    {
        if (arguments.GetValue(_network) is not { } name) return null;
        try
        {
            return NetworkCatalog.Find(name);
        }
        catch (NetworkException error)
        {
            faults.AddRange(error.Faults.Select(fault => $"--network: {fault}"));
            return null;
        }
    }

    public Unfreezing Unfreeze(ParseResult arguments, List<string> faults)
    {
        if (arguments.GetValue(_unfreeze) is not { } text) return Unfreezing.All;
        try
        {
            return Unfreezing.Parse(text);
        }
        catch (ArgumentException error)
        {
            faults.Add($"--unfreeze: {error.Message}");
            return Unfreezing.All;
        }
    }
}
