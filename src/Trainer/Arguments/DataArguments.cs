using System.CommandLine;
using MLPipeline.Datasets;
using MLPipeline.Terminal;

namespace MLPipeline.Trainer;

/// <summary>Where labels, groups and parts come from.</summary>
internal sealed class DataArguments
{
    public Argument<string> Data { get; } = new("DIR")
    {
        Description = "A folder with one folder per class (or train/val/test folders with these), a flat folder with --label-regex, or a CSV/TSV file with the columns path,label[,split][,group]",
    };

    private readonly Option<string?> _labelPattern = new("--label-regex") { Description = "Take the label from the file name: a regular expression with one group, e.g. '^(.+)_\\d+\\.jpg$'", HelpName = "regex" };
    private readonly Option<string?> _groupPattern = new("--group-regex") { Description = "Keep images together whose names give the same group", HelpName = "regex" };
    private readonly Option<string> _patternTarget = CommonOptions.OneOf("--regex-on", ["name", "path"], "What the regular expressions are applied to, the file's name or its path below DIR");
    private readonly Option<string> _layout = CommonOptions.OneOf("--layout", ["auto", "classes"], "Whether folders called train, val and test are parts (auto) or classes like any other");

    public IEnumerable<Option> Options => [_labelPattern, _groupPattern, _patternTarget, _layout];

    public void AddTo(Command command)
    {
        command.Add(Data);
        foreach (var option in Options) command.Add(option);
    }

    public DatasetOptions Read(ParseResult arguments, DatasetUse use) => new()
    {
        LabelPattern = arguments.GetValue(_labelPattern),
        GroupPattern = arguments.GetValue(_groupPattern),
        PatternTarget = Is(arguments, _patternTarget, "path") ? PatternTarget.RelativePath : PatternTarget.FileName,
        Layout = Is(arguments, _layout, "classes") ? FolderLayout.Classes : FolderLayout.Automatic,
        Use = use,
    };

    private static bool Is(ParseResult arguments, Option<string> option, string value) =>
        value.Equals(arguments.GetValue(option), StringComparison.OrdinalIgnoreCase);
}
