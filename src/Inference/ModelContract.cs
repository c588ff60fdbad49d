namespace MLPipeline.Inference;

/// <summary>What a classifier's file says about itself, apart from its network.</summary>
public sealed record ModelContract
{
    /// <summary>How an image becomes the network's input.</summary>
    public required InputContract Input { get; init; }

    /// <summary>The class names: entry <c>k</c> belongs to entry <c>k</c> of a row of scores.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The output that holds one number per class, <c>[batch, classes]</c>.</summary>
    public string ScoreOutput { get; init; } = ModelMetadata.ScoreOutput;

    /// <summary>The output that holds the features below the classifier, <c>[batch, D]</c>; null when the file has none.</summary>
    public string? FeatureOutput { get; init; }

    /// <summary>Where the model came from (data, options, seed, metrics, version) as JSON; null when the file does not say.</summary>
    public string? Provenance { get; init; }
}
