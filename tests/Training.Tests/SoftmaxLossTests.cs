namespace MLPipeline.Training.Tests;

public class SoftmaxLossTests
{
    [Fact]
    public void Differentiate_EqualsCentralDifferencesOfTheLoss()
    {
        float[] logits = [0.3f, -1.2f, 2f, 0, 0.5f, -0.7f];
        int[] labels = [1, 2];
        float[] weights = [1, 0.5f, 2];
        var derivative = (float[])logits.Clone();
        var (loss, weight, correct) = SoftmaxLoss.Differentiate(derivative, labels, weights, scale: 0.4);

        Assert.Equal(Reference(logits), loss, 6);
        Assert.Equal(2.5, weight, 6);
        Assert.Equal(0, correct);
        for (var i = 0; i < logits.Length; i++)
        {
            var up = (float[])logits.Clone();
            var down = (float[])logits.Clone();
            up[i] += 1e-2f;
            down[i] -= 1e-2f;
            Assert.Equal(0.4 * (Reference(up) - Reference(down)) / ((double)up[i] - down[i]), derivative[i], 4); // second-order error of the difference: 1e-4 · f''' / 6
        }

        double Reference(float[] values) => Enumerable.Range(0, 2).Sum(b =>
        {
            var row = values.Skip(b * 3).Take(3).Select(v => (double)v).ToArray();
            return weights[labels[b]] * (Math.Log(row.Sum(Math.Exp)) - row[labels[b]]);
        });
    }

    [Fact]
    public void Probabilities_OfHugeLogits_StayExactAndFinite()
    {
        float[] row = [1000, 0, -1000];
        Assert.Equal(2000, SoftmaxLoss.Probabilities(row, 2), 3); // the probability itself underflows to zero
        Assert.Equal([1, 0, 0], row);
    }
}
