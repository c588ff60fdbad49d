using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Tests;

public sealed unsafe class BatchNormalizationTests
{
    public static TheoryData<VectorWidth, int, bool, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<VectorWidth, int, bool, bool, double>();
            foreach (var width in Enum.GetValues<VectorWidth>())
            {
                foreach (var channels in new[] { 3, 20, 31, 48 })
                {
                    cases.Add(width, channels, true, false, 0);
                    cases.Add(width, channels, true, true, 0);
                    cases.Add(width, channels, false, true, 0);
                    cases.Add(width, channels, false, false, 1000);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardAndBackward_AreTheDefinition(VectorWidth width, int channels, bool relu, bool hasResidual, double offset) =>
        Check(new TensorLayout(3, channels, 31, 27), width, relu, hasResidual, offset); // 2,511 pixels: more than one part, and no whole pieces

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(4, 1, 1)]
    [InlineData(7, 5, 3)]
    public void ForwardAndBackward_FewPixels_AreTheDefinition(int batch, int height, int columns) =>
        Check(new TensorLayout(batch, 20, height, columns), VectorWidth.Bits256, relu: true, hasResidual: false, 0);

    /// <summary>Everything lies where the memory plan may put it: y in place of x or of the residual, dresidual in place of dy, dx in place of x or dy.</summary>
    private static void Check(TensorLayout layout, VectorWidth width, bool relu, bool hasResidual, double offset)
    {
        using var team = new WorkTeam(2);
        using var x = new BlockedTensor(layout, 1, random => offset + (random.NextDouble() * 2) - 1);
        using var residual = new BlockedTensor(layout, 2);
        using var dy = new BlockedTensor(layout, 3);
        using var y = new BlockedTensor(layout);
        using var dx = new BlockedTensor(layout);
        using var vectors = new ChannelVectors(layout.Channels);
        var expected = new ReferenceNormalization(x, hasResidual ? residual : null, dy, vectors, relu);
        var kernel = KernelSet.For(width).BatchNormalizationForward(layout);
        kernel.Relu = relu;
        vectors.Bind(kernel);
        kernel.Input = x.Start;
        kernel.Residual = hasResidual ? residual.Start : null;
        kernel.Output = y.Start;
        kernel.Run(team);

        // What was subtracted can be no better than the input: 1000 is stored to 6e-8 of itself, the deviation is 0.6.
        var tolerance = offset == 0 ? 1e-5 : 1e-3;
        Assert.InRange(Closeness.RelativeError(expected.Y, y.ToArray()), 0, tolerance);
        Assert.Equal(0, y.LargestPadding());
        Assert.InRange(Closeness.RelativeError(expected.NextMean, vectors.RunningMean), 0, 1e-6);
        Assert.InRange(Closeness.RelativeError(expected.NextVariance, vectors.RunningVariance), 0, 1e-5); // no cancellation, however large the mean
        kernel.RunningMean = kernel.RunningVariance = vectors.Unused;
        kernel.Output = hasResidual ? residual.Start : x.Start;
        using var input = x.Copy();
        kernel.Run(team);
        Assert.Equal(y.ToArray(), hasResidual ? residual.ToArray() : x.ToArray());

        var backward = KernelSet.For(width).BatchNormalizationBackward(layout);
        vectors.Bind(backward);
        backward.OutputGradient = dy.Start;
        backward.Input = input.Start;
        backward.Output = relu ? y.Start : null;
        backward.InputGradient = dx.Start;
        using var passedOn = new BlockedTensor(layout);
        backward.ResidualGradient = hasResidual ? passedOn.Start : null;
        backward.Run(team);
        Assert.InRange(Closeness.RelativeError(expected.DX, dx.ToArray()), 0, tolerance);
        Assert.InRange(Closeness.RelativeError(expected.DScale, vectors.ScaleGradient), 0, tolerance);
        Assert.InRange(Closeness.RelativeError(expected.DBias, vectors.BiasGradient), 0, tolerance);
        if (hasResidual) Assert.InRange(Closeness.RelativeError(expected.DResidual, passedOn.ToArray()), 0, 0);
        Assert.Equal(0, Math.Max(dx.LargestPadding(), passedOn.LargestPadding()));

        backward.ResidualGradient = hasResidual ? dy.Start : null;
        backward.InputGradient = hasResidual ? input.Start : dy.Start;
        backward.Run(team);
        Assert.Equal(dx.ToArray(), hasResidual ? input.ToArray() : dy.ToArray());
        if (hasResidual) Assert.Equal(passedOn.ToArray(), dy.ToArray());
    }
}
