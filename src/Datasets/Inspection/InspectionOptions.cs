using MLPipeline.Imaging;

namespace MLPipeline.Datasets;

/// <summary>How a data set is looked through.</summary>
public sealed record InspectionOptions
{
    /// <value>
    /// How the data would be divided where they do not say it themselves; the near-duplicates of an image depend on its part. Default a
    /// fifth for testing, nothing for validation, as a training has it.
    /// </value>
    public SplitOptions Split { get; init; } = new() { ValidationFraction = 0 };

    /// <value>
    /// Bits of 64 in which the difference hashes of near-duplicates differ at the most, 0 to 15. Default 4: a copy compressed anew or
    /// of another size differs in 0 to 3. A larger distance finds stronger changes and takes longer; what the hash finds is compared by
    /// its pixels, too. Null: near-duplicates are not looked for, as with pictures of a few centred pixels, which are alike by nature.
    /// </value>
    public int? NearDuplicateDistance { get; init; } = 4;

    /// <value>Limits of decoding. Default <see cref="DecodeOptions.Default"/>.</value>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <value>Images looked at at a time, at least 1; null, the default, for one per core.</value>
    public int? DegreeOfParallelism { get; init; }

    /// <summary>Everything wrong with these options; empty when they are usable.</summary>
    public IReadOnlyList<DatasetFault> Validate()
    {
        List<DatasetFault> faults = [.. Split.Validate()];
        if (NearDuplicateDistance is < 0 or > 15)
            faults.Add(OutOfRange("near-duplicate distance", NearDuplicateDistance.Value, "It must be 0 to 15"));
        if (DegreeOfParallelism is < 1)
            faults.Add(OutOfRange("degree of parallelism", DegreeOfParallelism.Value, "It must be at least 1"));
        return faults;
    }

    private static DatasetFault OutOfRange(string name, int value, string remedy) =>
        new(DatasetFaultKind.Option, FormattableString.Invariant($"{name} {value}"), "is out of range", remedy);
}
