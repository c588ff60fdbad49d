using System.CommandLine;
using System.Globalization;
using MLPipeline.Inference;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>What a table looks like, where it goes, and how fast it is made.</summary>
internal sealed class TableArguments
{
    private readonly Option<string> _output = new("--out", "-o")
    {
        Description = "The table to write; folders above it are made",
        HelpName = "file",
        Required = true,
    };

    private readonly Option<string> _errors = new("--errors")
    {
        Description = "The list of images that could not be read (default: the table's name with .errors.csv)",
        HelpName = "file",
    };

    private readonly Option<string> _format = CommonOptions.OneOf("--format", ["csv", "jsonl"], "The table's format");

    private readonly Option<int> _top = new("--top")
    {
        Description = "How many classes to write for each image",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _scores = new("--scores") { Description = "Write the score of every class" };

    private readonly Option<int?> _batchSize = new("--batch-size")
    {
        Description = "Images computed together; 2 on the processor and 32 on a GPU unless given",
        HelpName = "N",
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads that decode and compute (default: one per core)",
        HelpName = "N",
    };

    public IReadOnlyList<Option> Options => [_output, _errors, _format, _top, _scores, _batchSize, _threads];

    public string Output(ParseResult arguments) => arguments.GetRequiredValue(_output);

    public string Errors(ParseResult arguments) => arguments.GetValue(_errors) ?? Path.ChangeExtension(Output(arguments), ".errors.csv");

    public bool IsJsonLines(ParseResult arguments) => "jsonl".Equals(arguments.GetValue(_format), StringComparison.OrdinalIgnoreCase);

    public BatchRunOptions Batches(ParseResult arguments) =>
        new() { BatchSize = arguments.GetValue(_batchSize), Threads = Math.Max(0, arguments.GetValue(_threads) ?? 0) };

    public ScoreColumns Columns(ParseResult arguments, IReadOnlyList<string> labels) =>
        new(labels, Math.Min(arguments.GetValue(_top), labels.Count), arguments.GetValue(_scores));

    public IEnumerable<string> Faults(ParseResult arguments)
    {
        (string Option, int Value)[] counts =
        [
            ("--top", arguments.GetValue(_top)),
            ("--batch-size", arguments.GetValue(_batchSize) ?? 1),
            ("--threads", arguments.GetValue(_threads) ?? 1),
        ];
        foreach (var (option, value) in counts)
        {
            if (value < 1)
            {
                yield return $"{option} is {value}; it must be at least 1.";
            }
        }
    }

    /// <summary>What the table depends on, by option.</summary>
    public IEnumerable<(string Name, string Value)> Values(ParseResult arguments, IReadOnlyList<string> labels) =>
    [
        (_format.Name, IsJsonLines(arguments) ? "jsonl" : "csv"),
        (_top.Name, Columns(arguments, labels).Top.ToString(CultureInfo.InvariantCulture)),
        (_scores.Name, arguments.GetValue(_scores) ? "given" : "not given"),
    ];
}
