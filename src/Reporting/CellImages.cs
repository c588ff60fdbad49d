using MLPipeline.Evaluation;

namespace MLPipeline.Reporting;

/// <summary>
/// Chooses the images that a page can show behind the cells of its confusion matrix. A page holds so many pictures however many images
/// were measured, so that it stays a file that can be mailed and opens at once.
/// </summary>
public static class CellImages
{
    /// <summary>The most images of one cell.</summary>
    public const int MostPerCell = 6;

    /// <summary>The most images of all cells together: about five megabytes.</summary>
    public const int MostPerPage = 1500;

    private const int MostRight = MostPerPage / 5;

    /// <summary>
    /// The rows to show. Cells of wrong answers come first, those with most rows before the others; a fifth of the places is kept for right
    /// answers, and what neither needs goes to the other.
    /// </summary>
    /// <param name="matrix">How many rows there are.</param>
    /// <param name="examples">Rows of each cell, right answers too.</param>
    public static IReadOnlyList<RowLoss> Choose(ConfusionMatrix matrix, ConfusionExamples examples)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(examples);
        List<RowLoss> wrong =
        [
            .. matrix.MostConfused().SelectMany(cell => examples.Of(cell.Actual, cell.Predicted).Take(MostPerCell)).Take(MostPerPage),
        ];
        var right = InTurns([.. Enumerable.Range(0, matrix.NumberOfClasses).Select(one => examples.Of(one, one))])
            .Take(Math.Max(MostRight, MostPerPage - wrong.Count)).ToList();
        return [.. wrong.Take(MostPerPage - right.Count), .. right];
    }

    /// <summary>The first of each class, then the second of each, so that no class is left out while another has many.</summary>
    private static IEnumerable<RowLoss> InTurns(IReadOnlyList<IReadOnlyList<RowLoss>> classes) =>
        from turn in Enumerable.Range(0, MostPerCell)
        from rows in classes
        where turn < rows.Count
        select rows[turn];
}
