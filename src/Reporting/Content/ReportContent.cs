using MLPipeline.Evaluation;

namespace MLPipeline.Reporting;

/// <summary>
/// What a report says. Everything that is null or empty is left out of the page, with its heading. Immutable; numbers that are NaN or
/// infinite are shown as a dash.
/// </summary>
public sealed record ReportContent
{
    /// <summary>The page's heading, plain text.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence below the heading.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The class names in score order, for everything that speaks of classes by their places.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The figures, the confusion matrix and the reliability of the classifier.</summary>
    public MulticlassClassificationMetrics? Metrics { get; init; }

    /// <summary>Which images <see cref="Metrics"/> is of.</summary>
    public string MetricsTitle { get; init; } = "";

    /// <summary>What was chosen in training, in a sentence.</summary>
    public string Choice { get; init; } = "";

    /// <summary>What a practitioner would say about it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The course of the training.</summary>
    public ReportCurves? Curves { get; init; }

    /// <summary>The search for a learning rate.</summary>
    public ReportRates? Rates { get; init; }

    /// <summary>The images to show behind the cells of the confusion matrix, the worst of a cell first.</summary>
    public IReadOnlyList<ReportImage> Images { get; init; } = [];

    /// <summary>The images with the highest losses, the highest first.</summary>
    public IReadOnlyList<ReportLoss> TopLosses { get; init; } = [];

    /// <summary>How many images each class has in each part.</summary>
    public ReportCounts? Counts { get; init; }

    /// <summary>The images that could not be read.</summary>
    public IReadOnlyList<ReportFact> Unreadable { get; init; } = [];

    /// <summary>Everything that decided the result, by name.</summary>
    public IReadOnlyList<ReportFact> Settings { get; init; } = [];

    /// <summary>Program, processor, operating system and the like.</summary>
    public IReadOnlyList<ReportFact> Environment { get; init; } = [];

    /// <summary>The command that gives this result again; empty for none.</summary>
    public string Command { get; init; } = "";

    /// <summary>Where the time went.</summary>
    public IReadOnlyList<ReportTiming> Timings { get; init; } = [];
}
