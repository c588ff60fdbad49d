namespace MLPipeline.Reporting;

/// <summary>How many images each class has in each part of the data.</summary>
/// <param name="Parts">The parts' names, such as training and test.</param>
/// <param name="Images"><c>[classes, parts]</c>, in the order of <see cref="ReportContent.Classes"/>.</param>
public sealed record ReportCounts(IReadOnlyList<string> Parts, IReadOnlyList<IReadOnlyList<int>> Images);
