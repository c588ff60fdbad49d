namespace MLPipeline.Evaluation.Tests;

public class EvaluationTextTests
{
    [Fact]
    public void TwoClasses_LookLikeThis() => Snapshot.Check("two-classes.txt", Screen(Evaluate.Counts(["cat", "dog"], [[13, 3], [4, 10]]), 80));

    [Fact]
    public void TenClasses_LookLikeThis() => Snapshot.Check("ten-classes.txt", Screen(Evaluate.Synthetic(10, 30, TenNames), 80));

    [Fact]
    public void TenClasses_OnANarrowTerminal_ListTheWorstConfusions() =>
        Snapshot.Check("ten-classes-narrow.txt", Screen(Evaluate.Synthetic(10, 30, TenNames), 48));

    [Fact]
    public void TwoHundredClasses_LookLikeThis() => Snapshot.Check("two-hundred-classes.txt", Screen(Evaluate.Synthetic(200, 40), 100));

    [Fact]
    public void WideCharacters_KeepTheColumnsAligned()
    {
        var metrics = Evaluate.Counts(["シベリアンハスキー", "قطة", "e\u0301te\u0301"], [[8, 1, 1], [0, 5, 2], [1, 0, 9]]);
        Snapshot.Check("wide-names.txt", Screen(metrics, 72));
    }

    [Fact]
    public void DroppedAndUnknownRows_AreShown()
    {
        var evaluator = new MulticlassEvaluator(["cat", "dog"]);
        evaluator.Add([0, 1, 2, -1, 0], [0.9f, 0.1f, 0.2f, 0.8f, 0.5f, 0.5f, 0.5f, 0.5f, float.NaN, 0]);
        var lines = EvaluationText.Metrics(evaluator.ToMetrics(), 100);
        Assert.Equal("Rows of unknown class         1  counted as wrong", lines[^2]);
        Assert.Equal("Rows dropped                  2  1 without a label, 1 with NaN or infinite scores", lines[^1]);
    }

    [Fact]
    public void NoRows_ShowDashes_NotNumbers() =>
        Assert.All(EvaluationText.Metrics(Evaluate.Rows(["cat", "dog"])).Take(2), line => Assert.Matches("accuracy +-", line));

    [Fact]
    public void PerfectClassifier_HasNothingToList() =>
        Assert.Contains("No class of 50 was taken for another.", EvaluationText.ConfusionMatrix(
            Evaluate.Perfect(50, rowsPerClass: 3).ConfusionMatrix));

    [Fact]
    public void OneErrorInTenThousand_IsNotPerfect()
    {
        var metrics = Evaluate.Counts(["cat", "dog"], [[9_999, 1], [0, 10_000]]);
        Assert.StartsWith("Micro accuracy       99.9%", EvaluationText.Metrics(metrics)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 40)]
    [InlineData(2, 200)]
    [InlineData(10, 60)]
    [InlineData(40, 80)]
    [InlineData(200, 40)]
    [InlineData(200, 80)]
    public void NoLine_IsWiderThanTheTerminal(int classes, int width)
    {
        var metrics = Evaluate.Synthetic(classes, 20, index => $"a rather long class name with 漢字 {index}");
        Assert.All(Screen(metrics, width).Split('\n'), line => Assert.InRange(DisplayWidth.Of(line), 0, width));
    }

    [Fact]
    public void NamesWithControlCharacters_CannotSteerTheTerminal()
    {
        var text = Screen(Evaluate.Counts(["\u001b[31mred", "two\nlines", "\u202Etxet"], [[2, 1, 0], [1, 2, 0], [0, 0, 1]]), 80);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202E', text);
        Assert.Contains("two\uFFFDlines", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TerminalNarrowerThan40_IsRefused()
    {
        var metrics = Evaluate.Counts(["cat", "dog"], [[1, 0], [0, 1]]);
        Assert.Throws<ArgumentOutOfRangeException>("width", () => EvaluationText.Metrics(metrics, 39));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => EvaluationText.Classes(metrics, 0));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => EvaluationText.ConfusionMatrix(metrics.ConfusionMatrix, -1));
        Assert.Throws<ArgumentOutOfRangeException>("most", () => EvaluationText.Classes(metrics, most: 0));
    }

    [Theory]
    [InlineData("cat", 3)]
    [InlineData("猫", 2)]
    [InlineData("ｱ", 1)] // half-width katakana
    [InlineData("한국", 4)]
    [InlineData("e\u0301", 1)] // e and a combining accent
    [InlineData("👩‍🚀", 2)] // woman, joiner, rocket: one picture
    [InlineData("❤\uFE0F", 2)] // asked to be shown as emoji
    [InlineData("قطة", 3)]
    public void DisplayWidth_CountsColumns(string text, int columns) => Assert.Equal(columns, DisplayWidth.Of(text));

    [Fact]
    public void Cut_NeverSplitsACharacter()
    {
        Assert.Equal("猫…", DisplayWidth.Cut("猫猫猫", 4)); // two would leave no room for the ellipsis
        Assert.Equal("猫猫…", DisplayWidth.Cut("猫猫猫", 5));
        Assert.Equal("猫猫猫", DisplayWidth.Cut("猫猫猫", 6));
        Assert.Equal("👩‍🚀…", DisplayWidth.Cut("👩‍🚀👩‍🚀", 3));
    }

    private static string TenNames(int index) =>
        new[] { "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck" }[index];

    private static string Screen(MulticlassClassificationMetrics metrics, int width) => string.Join('\n', [
        .. EvaluationText.Metrics(metrics, width), "",
        .. EvaluationText.ConfusionMatrix(metrics.ConfusionMatrix, width), "",
        .. EvaluationText.Classes(metrics, width), ""]);
}
