using System.Text.Json;

namespace MLPipeline.Training.Tests;

public class TargetRowsTests
{
    private static readonly JsonElement Oracle = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "target_oracle.json"))).RootElement;

    /// <summary>Against PyTorch's cross_entropy (Golden/target_oracle.py), with the definitions that the network computes by: loss -Σ t · ln p, derivative p · Σ t - t.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Rows_MakeTheLossAndGradientOfPyTorch(int index)
    {
        var expected = Oracle.GetProperty("cases")[index];
        var weights = expected.GetProperty("weights") is { ValueKind: JsonValueKind.Array } given ? Doubles(given) : null;
        int[] labels = [.. Oracle.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
        var rows = new float[8 * 4];
        Array.Fill(rows, 9);
        new TargetRows(4, expected.GetProperty("smoothing").GetDouble(), weights).Write(labels, rows);

        double loss = 0;
        for (var n = 0; n < labels.Length; n++)
        {
            var exponentials = Doubles(Oracle.GetProperty("logits")[n]).Select(Math.Exp).ToArray();
            var probabilities = exponentials.Select(value => value / exponentials.Sum()).ToArray();
            var target = rows[(n * 4)..((n + 1) * 4)];
            for (var k = 0; k < 4; k++)
            {
                loss -= target[k] * Math.Log(probabilities[k]);
                Assert.Equal(expected.GetProperty("gradient")[n][k].GetDouble(), (probabilities[k] * target.Sum(t => (double)t)) - target[k], 1e-7);
            }
        }

        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss, 1e-6);
        Assert.All(rows[(6 * 4)..], zero => Assert.Equal(0, zero)); // rows beyond the images count nothing
    }

    [Fact]
    public void BalancedWeights_MakeEveryClassCountTheSame()
    {
        // 6 images, 3 of 4 classes present: 6 / (3 * 3), 6 / (3 * 2), 6 / (3 * 1); a class without images has no say.
        var images = new MemoryPixels(new byte[6], [0, 0, 0, 1, 1, 3], 1, 1, 1, 4);
        Assert.Equal([2 / 3.0, 1, 1, 2], TargetRows.BalancedWeights(images));
    }

    [Fact]
    public void Sums_AreNotDivided()
    {
        var rows = new float[6];
        new TargetRows(3).WriteSum([2], rows);
        Assert.Equal([0, 0, 1, 0, 0, 0], rows);
    }

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];
}
