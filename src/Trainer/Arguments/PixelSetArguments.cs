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

    public IEnumerable<Option> Options => [_set, _folder, _download, _from];

    public string? Name(ParseResult arguments) => arguments.GetValue(_set);

    public string Folder(ParseResult arguments) => arguments.GetValue(_folder)!;

    public bool Download(ParseResult arguments) => arguments.GetValue(_download);

    public string? From(ParseResult arguments) => arguments.GetValue(_from);

    public IEnumerable<string> Faults(ParseResult arguments)
    {
        if (Name(arguments) is null) return arguments.Refuse("they go with --dataset.", _folder, _download, _from);
        return Download(arguments) ? [] : arguments.Refuse("it goes with --download.", _from);
    }
}
