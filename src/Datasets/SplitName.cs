namespace MLPipeline.Datasets;

/// <summary>The part of a data set that an image belongs to.</summary>
public enum SplitName
{
    /// <summary>Weights are fitted on these images.</summary>
    Train,

    /// <summary>Held out during training: early stopping and the choice of the best weights look at these images.</summary>
    Validation,

    /// <summary>Held out from everything: the reported metrics come from these images alone.</summary>
    Test,
}

internal static class SplitNames
{
    public const string Accepted = "train, training, val, valid, validation, test or testing";

    /// <summary>Upper and lower case do not matter: folders and manifests come from many hands.</summary>
    public static SplitName? Parse(string name) => name.ToLowerInvariant() switch
    {
        "train" or "training" => SplitName.Train,
        "val" or "valid" or "validation" => SplitName.Validation,
        "test" or "testing" => SplitName.Test,
        _ => null,
    };
}
