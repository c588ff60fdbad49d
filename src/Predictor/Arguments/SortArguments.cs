using System.CommandLine;
using MLPipeline.Predictor.Sorting;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>Whether and how images are sorted into folders.</summary>
internal sealed class SortArguments
{
    private readonly Option<string?> _folder = new("--sort-into")
    {
        Description = "Put every image that has a row into this folder, in a folder for its label",
        HelpName = "folder",
    };

    private readonly Option<string> _mode = CommonOptions.OneOf("--sort-by", ["copy", "move", "link"], "How: link makes symbolic links");

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "With --sort-into: only say on stdout which image would go where",
    };

    public IReadOnlyList<Option> Options => [_folder, _mode, _dryRun];

    /// <summary>For a command that does nothing else.</summary>
    public void Require() => _folder.Required = true;

    public SortOptions? Read(ParseResult arguments) => arguments.GetValue(_folder) is { } folder
        ? new SortOptions(folder, Enum.Parse<SortMode>(arguments.GetValue(_mode)!, ignoreCase: true), arguments.GetValue(_dryRun))
        : null;

    /// <param name="arguments">The command line.</param>
    /// <param name="images">The folder or list that is scored.</param>
    /// <param name="isSharded">Whether it is scored in parts.</param>
    public IEnumerable<string> Faults(ParseResult arguments, string images, bool isSharded)
    {
        if (arguments.GetValue(_folder) is not { } folder)
        {
            foreach (var option in (Option[])[_mode, _dryRun])
            {
                if (arguments.GetResult(option) is { Implicit: false })
                {
                    yield return $"{option.Name} means something only with {_folder.Name}.";
                }
            }

            yield break;
        }

        if (isSharded)
        {
            yield return $"{_folder.Name} sorts by a whole table; with --shard, merge the parts and use 'Predictor sort'.";
        }

        if (Directory.Exists(images) && IsBelow(folder, images))
        {
            yield return $"{_folder.Name} '{folder}' is in '{images}': its images would be scored again the next time. "
                + "Choose a folder elsewhere.";
        }
    }

    private static bool IsBelow(string folder, string above)
    {
        var path = Path.GetRelativePath(Path.GetFullPath(above), Path.GetFullPath(folder));
        return path != ".." && !path.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(path);
    }
}
