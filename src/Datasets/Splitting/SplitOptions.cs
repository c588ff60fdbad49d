namespace MLPipeline.Datasets;

/// <summary>How much of a data set is held out.</summary>
public sealed record SplitOptions
{
    /// <value>Share of each class for early stopping, 0 (none) to below 1. Default 0.1.</value>
    public double ValidationFraction { get; init; } = 0.1;

    /// <value>Share of each class for the reported metrics, 0 (none) to below 1. Default 0.2.</value>
    public double TestFraction { get; init; } = 0.2;

    /// <value>Another seed gives another split. Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Everything wrong with these options; empty when they are usable.</summary>
    public IReadOnlyList<DatasetFault> Validate()
    {
        var faults = new List<DatasetFault>();
        if (ValidationFraction is not (>= 0 and < 1))
            faults.Add(OutOfRange("validation fraction", ValidationFraction));

        if (TestFraction is not (>= 0 and < 1))
            faults.Add(OutOfRange("test fraction", TestFraction));

        if (faults.Count == 0 && ValidationFraction + TestFraction >= 1)
        {
            faults.Add(new(DatasetFaultKind.Option,
                FormattableString.Invariant($"validation fraction {ValidationFraction} and test fraction {TestFraction}"),
                "leave nothing to train on", "Together they must stay below 1"));
        }

        return faults;
    }

    private static DatasetFault OutOfRange(string name, double value) =>
        new(DatasetFaultKind.Option, FormattableString.Invariant($"{name} {value}"), "is out of range", "It must be at least 0 and below 1");
}
