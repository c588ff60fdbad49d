using System.CommandLine;
using MLPipeline.Datasets;

namespace MLPipeline.Trainer;

/// <summary>A published set of small images in place of a folder.</summary>
internal sealed class PixelSetArguments
{
    private readonly Option<string?> _set = new("--dataset")
    {
        Description = $"A published set in place of DIR: {string.Join(", ", KnownPixelSets.All.Select(set => set.Name))}",
        HelpName = "name",
    };

    private readonly Option<string> _folder = new("--data-dir") { Description = "Where its files lie, or go to", HelpName = "folder", DefaultValueFactory = _ => "data" };
    private readonly Option<bool> _download = new("--download") { Description = "Fetch what is missing from where it is published" };
    private readonly Option<string?> _from = new("--from") { Description = "Fetch from this mirror or folder instead", HelpName = "address" };

    public Option Set => _set;

    public IEnumerable<Option> Options => [_set, _folder, _download, _from];

    public string? Name(ParseResult arguments) => arguments.GetValue(_set);

    /// <summary>What does not go together: a set and a folder, options of the one with the other.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="data">The folder in whose place a set stands.</param>
    /// <param name="ofFolders">Options that a set has no use for, besides those of <paramref name="data"/>.</param>
    public IEnumerable<string> Faults(ParseResult arguments, DataArguments data, params IEnumerable<Option> ofFolders)
    {
        var folder = arguments.GetValue(data.Data);
        if (Name(arguments) is not { } dataset)
        {
            foreach (var fault in arguments.Refuse("they go with --dataset.", _folder, _download, _from)) yield return fault;
            if (folder is null) yield return "There are no images: name a folder, or a published set with --dataset.";
            yield break;
        }

        if (!arguments.GetValue(_download))
        {
            foreach (var fault in arguments.Refuse("it goes with --download.", _from)) yield return fault;
        }

        if (folder is not null) yield return $"'{folder}' and --dataset {dataset} are both given; take one of them out. Where the set's files lie is said by --data-dir.";
        foreach (var fault in arguments.Refuse("--dataset has labels and a test part of its own.", data.Options.Concat(ofFolders))) yield return fault;
    }

    /// <summary>The set's images; null when none is named, and with the fault added when there is none of that name.</summary>
    public PublishedImages? Images(ParseResult arguments, SplitOptions split, List<string> faults)
    {
        if (Name(arguments) is not { } name) return null;
        try
        {
            var set = KnownPixelSets.Find(name);
            return new PublishedImages(set, arguments.GetValue(_folder)!, split, arguments.GetValue(_download), arguments.GetValue(_from));
        }
        catch (DatasetException error)
        {
            faults.AddRange(error.Faults.Select(fault => $"--dataset: {fault}"));
            return null;
        }
    }
}
