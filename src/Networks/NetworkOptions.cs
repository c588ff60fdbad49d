namespace MLPipeline.Networks;

/// <summary>What is left open by a <see cref="NetworkDefinition"/>. Null stands for what the network was published with.</summary>
public sealed record NetworkOptions
{
    /// <value>At least 2; null for the network's own.</value>
    public int? Classes { get; init; }

    /// <value>1 for grey images, 3 for colour; null for the network's own.</value>
    public int? Channels { get; init; }

    /// <value>In pixels, at least <see cref="NetworkDefinition.SmallestSize"/>; null for the network's own.</value>
    public int? Height { get; init; }

    /// <value>In pixels, at least <see cref="NetworkDefinition.SmallestSize"/>; null for the network's own.</value>
    public int? Width { get; init; }

    /// <value>Share of elements that dropout sets to zero, 0 to below 1; only for networks that have dropout, null for their own rate.</value>
    public double? DropoutRate { get; init; }

    /// <value>How the parameters start; null for what suits the family.</value>
    public NetworkInitialization? Initialization { get; init; }

    /// <value>Another seed gives other parameters. Default 0.</value>
    public int Seed { get; init; }

    /// <value>
    /// The share of the old running mean and variance that a training step keeps, 0 to below 1. Default 0.9, which PyTorch, where it is
    /// the share of the new, calls 0.1.
    /// </value>
    public float NormalizationMomentum { get; init; } = 0.9f;

    /// <value>Added to a variance before the root is taken, above 0. Default 1e-5.</value>
    public float NormalizationEpsilon { get; init; } = 1e-5f;

    /// <summary>Every reason why the network cannot be built so, whether it lies in these options or in the row; empty when it can.</summary>
    public IReadOnlyList<string> FaultsFor(NetworkDefinition network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var faults = network.RowFaults().ToList();
        if (Classes < 2) faults.Add($"Classes is {Classes}; a classifier needs at least 2.");
        if (Channels is not (null or 1 or 3)) faults.Add($"Channels is {Channels}; valid values are 1 (grey) and 3 (colour).");
        CheckSize(network, "Height", Height, faults);
        CheckSize(network, "Width", Width, faults);
        if (DropoutRate is not null && network.DefaultDropoutRate is null)
        {
            faults.Add($"DropoutRate is {DropoutRate}, but {network.Name} has no dropout; leave it out.");
        }
        else if (DropoutRate is not (null or (>= 0 and < 1)))
        {
            faults.Add($"DropoutRate is {DropoutRate}; it must be at least 0 and below 1.");
        }

        if (NormalizationMomentum is not (>= 0 and < 1)) faults.Add($"NormalizationMomentum is {NormalizationMomentum}; it must be at least 0 and below 1.");
        if (NormalizationEpsilon is not (> 0 and < float.PositiveInfinity)) faults.Add($"NormalizationEpsilon is {NormalizationEpsilon}; it must be above 0.");
        return faults;
    }

    internal InputShape InputOf(NetworkDefinition network) =>
        new(Channels ?? network.Input.Channels, Height ?? network.Input.Height, Width ?? network.Input.Width);

    private static void CheckSize(NetworkDefinition network, string name, int? length, List<string> faults)
    {
        if (length < network.SmallestSize) faults.Add($"{name} is {length}; the smallest that {network.Name} can take is {network.SmallestSize}.");
    }
}
