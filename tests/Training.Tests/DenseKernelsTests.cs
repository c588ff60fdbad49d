namespace MLPipeline.Training.Tests;

public class DenseKernelsTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 1, 8, 2 }, { 3, 7, 5 }, { 4, 16, 4 }, { 5, 33, 3 }, { 17, 64, 9 }, { 32, 1280, 37 }, { 256, 129, 130 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheDoubleReference(int rows, int width, int columns)
    {
        var random = new Random(rows + (width * 31) + (columns * 1009));
        var x = Fill(random, rows * width);
        var weights = Fill(random, columns * width);
        var bias = Fill(random, columns);
        var error = Fill(random, rows * columns);

        var output = new float[rows * columns];
        DenseKernels.Forward(x, weights, bias, output, rows, width);
        var gradient = new float[columns * width];
        DenseKernels.Backward(x, error, gradient, rows, width, columns);

        for (var k = 0; k < columns; k++)
        {
            for (var b = 0; b < rows; b++)
            {
                double sum = bias[k], magnitude = Math.Abs(bias[k]);
                for (var d = 0; d < width; d++)
                {
                    var term = (double)x[(b * width) + d] * weights[(k * width) + d];
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                AssertRounded(sum, output[(b * columns) + k], magnitude, width);
            }

            for (var d = 0; d < width; d++)
            {
                double sum = 0, magnitude = 0;
                for (var b = 0; b < rows; b++)
                {
                    var term = (double)error[(b * columns) + k] * x[(b * width) + d];
                    sum += term;
                    magnitude += Math.Abs(term);
                }

                AssertRounded(sum, gradient[(k * width) + d], magnitude, rows);
            }
        }
    }

    /// <summary>A sum of n single-precision terms is off by at most n half units in the last place of the sum of magnitudes.</summary>
    private static void AssertRounded(double expected, float actual, double magnitude, int terms) =>
        Assert.InRange(actual - expected, -BoundOf(magnitude, terms), BoundOf(magnitude, terms));

    private static double BoundOf(double magnitude, int terms) => (terms + 2) * Math.Pow(2, -24) * magnitude;

    private static float[] Fill(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1))];
}
