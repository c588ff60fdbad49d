using MLPipeline.Evaluation;

namespace MLPipeline.Reporting.Tests;

public class CellImagesTests
{
    [Fact]
    public void FewImages_AreAllChosen_TheLargestMistakeFirst()
    {
        // Actual 0: three right, one taken for 1. Actual 1: two taken for 0, none right.
        var (matrix, examples) = Measure(2, [(0, 0), (0, 0), (0, 0), (0, 1), (1, 0), (1, 0)]);
        var chosen = CellImages.Choose(matrix, examples);
        Assert.Equal([(1, 0), (1, 0), (0, 1), (0, 0), (0, 0), (0, 0)], chosen.Select(row => (row.Actual, row.Predicted)));
        Assert.True(chosen[0].Loss >= chosen[1].Loss);
    }

    [Fact]
    public void ManyImages_FillThePage_AFifthOfItWithRightAnswers_NoClassLeftOut()
    {
        // 60 classes: 100 right rows of each, and 10 rows for each of the 3,540 wrong cells.
        var rows = new List<(int Actual, int Predicted)>();
        for (var actual = 0; actual < 60; actual++)
        {
            for (var predicted = 0; predicted < 60; predicted++)
            {
                rows.AddRange(Enumerable.Repeat((actual, predicted), actual == predicted ? 100 : 10));
            }
        }

        var (matrix, examples) = Measure(60, rows);
        var chosen = CellImages.Choose(matrix, examples);
        Assert.Equal(CellImages.MostPerPage, chosen.Count);
        Assert.Equal(CellImages.MostPerPage / 5, chosen.Count(row => row.IsRight));
        Assert.All(chosen.GroupBy(row => (row.Actual, row.Predicted)), cell => Assert.InRange(cell.Count(), 1, CellImages.MostPerCell));
        // 300 places in turns are five of each class.
        Assert.Equal(60, chosen.Where(row => row.IsRight).Select(row => row.Actual).Distinct().Count());
        Assert.Equal(chosen.Count, chosen.Select(row => row.Row).Distinct().Count());
    }

    [Fact]
    public void WithoutMistakes_ThePageIsForRightAnswers()
    {
        var (matrix, examples) = Measure(400, [.. Enumerable.Range(0, 4000).Select(row => (row % 400, row % 400))]);
        var chosen = CellImages.Choose(matrix, examples);
        Assert.Equal(CellImages.MostPerPage, chosen.Count);
        Assert.All(chosen, row => Assert.True(row.IsRight));
    }

    private static (ConfusionMatrix Matrix, ConfusionExamples Examples) Measure(int classes, List<(int Actual, int Predicted)> rows)
    {
        var evaluator = new MulticlassEvaluator([.. Enumerable.Range(0, classes).Select(one => $"class {one}")]);
        var examples = new ConfusionExamples(CellImages.MostPerCell, withRight: true);
        foreach (var (row, (actual, predicted)) in rows.Index())
        {
            var scores = new float[classes];
            scores[actual] = 0.1f + (0.3f * row / rows.Count);
            scores[predicted] = 0.9f;
            evaluator.Add(actual, scores);
            examples.Add(row, actual, scores);
        }

        return (evaluator.ToMetrics().ConfusionMatrix, examples);
    }
}
