using MLPipeline.Kernels.Memory;

namespace MLPipeline.Kernels.Losses;

/// <summary>
/// The loss -sum target log softmax(logits), the probabilities, and the gradient p * (sum of the target's row) - target. A batch has few logits: one thread
/// computes them, in double precision and in order.
/// </summary>
public sealed unsafe class SoftmaxCrossEntropy(TensorLayout logits)
{
    private readonly double[] _exponentials = new double[logits.Channels];

    /// <summary>The logits, <c>[N, K]</c> in blocks of channels.</summary>
    public float* Logits { get; set; }

    /// <summary>The target rows, <c>[N, K]</c> row by row.</summary>
    public float* Targets { get; set; }

    /// <summary>Set to the probabilities, <c>[N, K]</c> row by row.</summary>
    public float* Probabilities { get; set; }

    /// <summary>Computes loss and probabilities.</summary>
    public float Forward()
    {
        var loss = 0.0;
        var classes = logits.Channels;
        for (var row = 0; row < logits.Batch; row++)
        {
            double largest = float.NegativeInfinity;
            for (var k = 0; k < classes; k++) largest = Math.Max(largest, Logits[logits.Offset(row, k, 0, 0)]);
            var sum = 0.0;
            for (var k = 0; k < classes; k++) sum += _exponentials[k] = Math.Exp(Logits[logits.Offset(row, k, 0, 0)] - largest);
            var logSum = Math.Log(sum) + largest;
            for (var k = 0; k < classes; k++)
            {
                Probabilities[((long)row * classes) + k] = (float)(_exponentials[k] / sum);
                double target = Targets[((long)row * classes) + k];
                if (target != 0) loss += target * (logSum - Logits[logits.Offset(row, k, 0, 0)]);
            }
        }

        return (float)loss;
    }

    /// <summary>Computes the gradient of the loss by the logits, in the layout of the logits.</summary>
    public void Backward(float* gradient)
    {
        var classes = logits.Channels;
        new Span<float>(gradient + ((logits.Blocks - 1) * logits.BlockStride), checked((int)logits.BlockStride)).Clear(); // the last block may not be full
        for (var row = 0; row < logits.Batch; row++)
        {
            var sum = 0.0;
            for (var k = 0; k < classes; k++) sum += Targets[((long)row * classes) + k];
            for (var k = 0; k < classes; k++)
            {
                var at = ((long)row * classes) + k;
                gradient[logits.Offset(row, k, 0, 0)] = (float)((Probabilities[at] * sum) - Targets[at]);
            }
        }
    }
}
