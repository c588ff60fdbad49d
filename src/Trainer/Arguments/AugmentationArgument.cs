using System.CommandLine;
using MLPipeline.Training;

namespace MLPipeline.Trainer;

/// <summary>How training images are changed at random.</summary>
internal sealed class AugmentationArgument
{
    public Option<string?> Option { get; } = new("--augment")
    {
        Description = $"Change training images at random: {string.Join(", ", AugmentationSyntax.Items.Select(item => item.Name))}, "
            + $"or a preset: {string.Join(", ", AugmentationSyntax.Presets.Keys)}; "
            + "values behind colons (docs/training.md) [default: what published results of --dataset use where a network starts from zero, else none]",
        HelpName = "item,item,…",
    };

    /// <summary>What was typed, else the default; none, with the fault added, where it cannot be understood.</summary>
    public ImageAugmentation Read(ParseResult arguments, string defaultAugmentation, List<string> faults)
    {
        try
        {
            return ImageAugmentation.Parse(arguments.GetValue(Option) ?? defaultAugmentation);
        }
        catch (ArgumentException error)
        {
            faults.Add($"{Option.Name}: {error.Message}");
            return ImageAugmentation.None;
        }
    }
}
