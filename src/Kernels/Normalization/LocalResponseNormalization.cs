using MLPipeline.Kernels.Memory;
using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>
/// y = x / s^beta, s = bias + alpha / size * (sum of x² over neighbouring channels) (Krizhevsky, Sutskever and Hinton, 2012; ONNX's LRN), and its gradient
/// dx = dy / s^beta - 2 alpha beta / size * x * (sum of dy y / s over the channels in whose sums x is). Only old networks have it: pixel by pixel, plainly.
/// </summary>
public sealed unsafe class LocalResponseNormalization(TensorLayout layout, int size, float alpha, float beta, float bias) : ParallelKernel
{
    /// <summary>x.</summary>
    public float* Input { get; set; }

    /// <summary>y: written by the forward pass, read by the gradient.</summary>
    public float* Output { get; set; }

    /// <summary>dy; null: this is the forward pass.</summary>
    public float* OutputGradient { get; set; }

    /// <summary>dx.</summary>
    public float* InputGradient { get; set; }

    /// <inheritdoc/>
    public override int PartCount => layout.Batch * layout.Height;

    /// <inheritdoc/>
    public override void Execute(int part, int worker)
    {
        Span<float> sums = stackalloc float[layout.Channels];
        for (var column = 0; column < layout.Width; column++)
        {
            for (var channel = 0; channel < layout.Channels; channel++)
            {
                var squares = 0f;
                for (var i = First(channel); i <= Last(channel); i++)
                {
                    var x = Input[At(part, i, column)];
                    squares += x * x;
                }

                sums[channel] = bias + (alpha / size * squares);
            }

            for (var channel = 0; channel < layout.Channels; channel++)
            {
                var at = At(part, channel, column);
                if (OutputGradient == null) Output[at] = Input[at] * MathF.Pow(sums[channel], -beta);
                else InputGradient[at] = (OutputGradient[at] * MathF.Pow(sums[channel], -beta)) - (2 * alpha * beta / size * Input[at] * Share(part, channel, column, sums));
            }
        }
    }

    private float Share(int part, int channel, int column, ReadOnlySpan<float> sums)
    {
        // The channels in whose windows this one lies: the window turned around.
        var share = 0f;
        for (var i = Math.Max(0, channel - (size / 2)); i <= Math.Min(layout.Channels - 1, channel + ((size - 1) / 2)); i++)
        {
            var at = At(part, i, column);
            share += OutputGradient[at] * Output[at] / sums[i];
        }

        return share;
    }

    private int First(int channel) => Math.Max(0, channel - ((size - 1) / 2));

    private int Last(int channel) => Math.Min(layout.Channels - 1, channel + (size / 2));

    private long At(int part, int channel, int column) => layout.Offset(part / layout.Height, channel, part % layout.Height, column);
}
