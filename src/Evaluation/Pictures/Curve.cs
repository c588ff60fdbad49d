namespace MLPipeline.Evaluation;

/// <summary>A figure epoch by epoch.</summary>
/// <param name="Name">What the line is called.</param>
/// <param name="Values">From the first epoch on; NaN or infinite where there is none.</param>
public sealed record Curve(string Name, IReadOnlyList<double> Values);

/// <summary>Curves of one kind, drawn over each other.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Curves">At most two, which differ by colour and by dashes.</param>
public sealed record CurvePanel(string Title, IReadOnlyList<Curve> Curves)
{
    /// <summary>Whether the values are shares, 0 to 1, to be written in percent; default false.</summary>
    public bool IsShare { get; init; }
}
