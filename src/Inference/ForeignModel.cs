namespace MLPipeline.Inference;

/// <summary>Describes an ONNX classifier from elsewhere, whose file does not say how to use it.</summary>
public sealed record ForeignModel
{
    /// <summary>How an image becomes its input.</summary>
    public required InputContract Input { get; init; }

    /// <summary>The class names in score order; null to call the classes by their numbers from 0.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The output with one number per class; null for the only output.</summary>
    public string? ScoreOutput { get; init; }

    /// <summary>What the output holds; by default found out by a trial run when the file is loaded.</summary>
    public ScoreKind Scores { get; init; } = ScoreKind.Detect;
}

/// <summary>What the numbers of a classifier's output are.</summary>
public enum ScoreKind
{
    /// <summary>Probabilities when a trial image's numbers are between 0 and 1 and sum to 1, else logits.</summary>
    Detect,

    /// <summary>Probabilities: taken as they are.</summary>
    Probabilities,

    /// <summary>Logits: softmax is applied.</summary>
    Logits,
}
