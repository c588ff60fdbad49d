using MLPipeline.Kernels.Convolutions;

namespace MLPipeline.Kernels.Tests;

/// <summary>The convolution and its two gradients by their definitions, in double precision.</summary>
internal sealed class ReferenceConvolution(ConvolutionShape shape)
{
    private int ChannelsPerGroup => shape.Input.Channels / shape.Groups;

    private int FiltersPerGroup => shape.Filters / shape.Groups;

    public double[] Forward(BlockedTensor x, float[] weights)
    {
        var results = new List<double>();
        ForEachOutput((n, k, y, x0) =>
        {
            var sum = 0.0;
            ForEachTap(k, y, x0, (weight, c, inputY, inputX) => sum += weights[weight] * x.At(n, c, inputY, inputX));
            results.Add(sum);
        });
        return [.. results];
    }

    public double[] InputGradient(BlockedTensor gradient, float[] weights)
    {
        var input = shape.Input;
        var sums = new double[input.Batch * input.Channels * input.Height * input.Width];
        ForEachOutput((n, k, y, x) => ForEachTap(k, y, x, (weight, c, inputY, inputX) =>
        {
            if (inputY < 0 || inputX < 0 || inputY >= input.Height || inputX >= input.Width) return;
            sums[(((((n * input.Channels) + c) * input.Height) + inputY) * input.Width) + inputX] += weights[weight] * (double)gradient[n, k, y, x];
        }));
        return sums;
    }

    public double[] WeightGradient(BlockedTensor x, BlockedTensor gradient)
    {
        var sums = new double[shape.Filters * ChannelsPerGroup * shape.Taps];
        ForEachOutput((n, k, y, x0) => ForEachTap(k, y, x0, (weight, c, inputY, inputX) => sums[weight] += x.At(n, c, inputY, inputX) * gradient[n, k, y, x0]));
        return sums;
    }

    private void ForEachOutput(Action<int, int, int, int> action)
    {
        for (var n = 0; n < shape.Input.Batch; n++)
        {
            for (var k = 0; k < shape.Filters; k++)
            {
                for (var y = 0; y < shape.OutputHeight; y++)
                {
                    for (var x = 0; x < shape.OutputWidth; x++) action(n, k, y, x);
                }
            }
        }
    }

    private void ForEachTap(int k, int y, int x, Action<int, int, int, int> action)
    {
        for (var c = 0; c < ChannelsPerGroup; c++)
        {
            for (var tap = 0; tap < shape.Taps; tap++)
            {
                action(
                    (((k * ChannelsPerGroup) + c) * shape.Taps) + tap,
                    (k / FiltersPerGroup * ChannelsPerGroup) + c,
                    (y * shape.StrideHeight) - shape.PadTop + (tap / shape.KernelWidth * shape.DilationHeight),
                    (x * shape.StrideWidth) - shape.PadLeft + (tap % shape.KernelWidth * shape.DilationWidth));
            }
        }
    }
}
