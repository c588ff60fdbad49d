namespace MLPipeline.Evaluation;

/// <summary>Measured values over a quantity whose ratios count.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Description">What there is to see, for readers who cannot see it.</param>
/// <param name="XName">The quantity.</param>
/// <param name="YName">What was measured.</param>
/// <param name="Points">In rising order of X, all above 0, at least one.</param>
public sealed record Scatter(string Title, string Description, string XName, string YName, IReadOnlyList<ScatterPoint> Points)
{
    /// <summary>So many of the last points do not decide how high the chart is: what lies beyond is cut off; default 0.</summary>
    public int Outliers { get; init; }

    /// <summary>Places of X that are marked, with their names; default none.</summary>
    public IReadOnlyList<(string Name, double X)> Marks { get; init; } = [];
}

/// <summary>A point of a <see cref="Scatter"/>.</summary>
/// <param name="X">Where it was measured.</param>
/// <param name="Y">The measured value, drawn as a dot.</param>
/// <param name="Smoothed">The value of the line.</param>
public readonly record struct ScatterPoint(double X, double Y, double Smoothed);
