using System.CommandLine;
using MLPipeline.Predictor.Scoring;
using MLPipeline.Terminal;

namespace MLPipeline.Predictor;

/// <summary>What becomes of images that the model is not sure of.</summary>
internal sealed class CertaintyArguments
{
    private readonly Option<double?> _threshold = new("--threshold")
    {
        Description = "Below this score the label is that of --unknown; the column 'best' has the class all the same",
        HelpName = "P",
    };

    private readonly Option<string> _unknown = new("--unknown")
    {
        Description = "With --threshold: the label of images whose class is unknown",
        HelpName = "name",
        DefaultValueFactory = _ => "unknown",
    };

    private readonly Option<string?> _review = new("--review")
    {
        Description = "Write the least certain images to this CSV, for a person to look at",
        HelpName = "file",
    };

    private readonly Option<int> _reviewCount = new("--review-count")
    {
        Description = "With --review: how many",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string> _reviewBy = CommonOptions.OneOf(
        "--review-by",
        [.. ReviewMeasure.All.Select(measure => measure.Name)],
        "With --review: the best two scores are close (margin), or many are possible (entropy)");

    public IReadOnlyList<Option> Options => [_threshold, _unknown, _review, _reviewCount, _reviewBy];

    public string? ReviewFile(ParseResult arguments) => arguments.GetValue(_review);

    public ReviewOptions? Review(ParseResult arguments) => ReviewFile(arguments) is null
        ? null
        : new ReviewOptions(
            arguments.GetValue(_reviewCount),
            ReviewMeasure.All.First(measure => measure.Name.Equals(arguments.GetValue(_reviewBy), StringComparison.OrdinalIgnoreCase)));

    public Rejection? Rejection(ParseResult arguments) =>
        arguments.GetValue(_threshold) is { } threshold ? new Rejection((float)threshold, arguments.GetValue(_unknown)!) : null;

    public IEnumerable<string> Faults(ParseResult arguments)
    {
        if (arguments.GetValue(_threshold) is { } threshold && threshold is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"--threshold is {threshold}; it must be from 0 to 1.");
        }

        if (arguments.GetValue(_reviewCount) < 1)
        {
            yield return $"--review-count is {arguments.GetValue(_reviewCount)}; it must be at least 1.";
        }

        if (arguments.GetValue(_unknown) is "")
        {
            yield return "--unknown is empty; it must be a label.";
        }

        foreach (var (option, needed) in ((Option, Option)[])[(_unknown, _threshold), (_reviewCount, _review), (_reviewBy, _review)])
        {
            if (IsGiven(arguments, option) && !IsGiven(arguments, needed))
            {
                yield return $"{option.Name} means something only with {needed.Name}.";
            }
        }
    }

    /// <summary>An unknown image must not look like one of a class.</summary>
    public IEnumerable<string> FaultsFor(ParseResult arguments, IReadOnlyList<string> labels)
    {
        if (Rejection(arguments) is { } rejection && labels.Contains(rejection.Label))
        {
            yield return $"--unknown is '{rejection.Label}', which is a class of the model; choose another label.";
        }
    }

    /// <summary>What the table depends on, by option.</summary>
    public IEnumerable<(string Name, string Value)> Values(ParseResult arguments)
    {
        if (Rejection(arguments) is { } rejection)
        {
            yield return (_threshold.Name, FormattableString.Invariant($"{rejection.Threshold}"));
            yield return (_unknown.Name, rejection.Label);
        }

        if (Review(arguments) is { } review)
        {
            yield return (_reviewCount.Name, FormattableString.Invariant($"{review.Count}"));
            yield return (_reviewBy.Name, review.Measure.Name);
        }
    }

    private static bool IsGiven(ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };
}
