namespace MLPipeline.Graphs;

/// <summary>
/// The operators that training needs beyond the ONNX standard: losses, layers that behave differently while a network learns, and
/// the gradients that cannot be written well with standard operators. All tensors are <see cref="ElementType.Float32"/>;
/// <c>dy</c> is the gradient of the loss by <c>y</c> and has its shape. Images are <c>[N, C, H, W]</c>.
/// </summary>
/// <remarks>
/// A gradient of a standard operator takes that operator's attributes with the standard's meaning and defaults, except
/// <c>auto_pad</c>: pads are always explicit.
/// </remarks>
public static class TrainingOperators
{
    /// <summary>The domain of all of them, to be declared with <see cref="GraphBuilder.UseDomain"/>.</summary>
    public const string Domain = "mlpipeline.training";

    /// <summary>The version of the domain.</summary>
    public const int Version = 1;

    /// <summary>
    /// <c>(logits [N, K], target [N, K]) -> loss [], probabilities [N, K]</c>: loss = -sum target * log softmax(logits). Each row of
    /// the target carries its own weight (1 / N for a mean); a row of zeros counts nothing.
    /// </summary>
    public const string SoftmaxCrossEntropy = "SoftmaxCrossEntropy";

    /// <summary><c>(probabilities, target) -> dlogits</c> = p * (sum of the target's row) - target, for a loss with gradient 1.</summary>
    public const string SoftmaxCrossEntropyGradient = "SoftmaxCrossEntropyGradient";

    /// <summary>
    /// <c>(x, scale [C], bias [C], running_mean [C], running_var [C], residual like x, optional)
    /// -> y, saved_mean [C], saved_inverse_deviation [C], next_running_mean [C], next_running_var [C]</c>
    /// with <c>{epsilon = 1e-5, momentum = 0.9, activation = "none" | "relu"}</c>.
    /// </summary>
    /// <remarks>
    /// y = activation(scale * (x - mean) * inverse_deviation + bias + residual), with mean and population variance over N, H and W;
    /// next_running = momentum * running + (1 - momentum) * batch, where the batch's variance is the unbiased one, n / (n - 1).
    /// </remarks>
    public const string BatchNormalizationTraining = "BatchNormalizationTraining";

    /// <summary>
    /// <c>(dy, x, y, scale, saved_mean, saved_inverse_deviation) -> dx, dscale [C], dbias [C], dresidual</c> with
    /// <c>{activation, has_residual = 0 | 1}</c>. y is left out where the activation is none; dresidual exists only where has_residual is 1.
    /// </summary>
    public const string BatchNormalizationGradient = "BatchNormalizationGradient";

    /// <summary><c>(dy, w [M, C / group, kH, kW]) -> dx</c> with Conv's attributes and <c>input_shape = [H, W]</c>.</summary>
    public const string ConvInputGradient = "ConvInputGradient";

    /// <summary><c>(x, dy) -> dw [M, C / group, kH, kW]</c> with Conv's attributes and <c>kernel_shape = [kH, kW]</c>.</summary>
    public const string ConvWeightGradient = "ConvWeightGradient";

    /// <summary><c>(dy, y) -> dx</c> = dy where y > 0, else 0.</summary>
    public const string ReluGradient = "ReluGradient";

    /// <summary><c>(dy, x, min [], max []) -> dx</c> = dy where min &lt; x &lt; max, else 0; a bound that is left out does not bind.</summary>
    public const string ClipGradient = "ClipGradient";

    /// <summary><c>(dy, x) -> dx</c> = dy where x > 0, else alpha * dy, with <c>{alpha = 0.01}</c>.</summary>
    public const string LeakyReluGradient = "LeakyReluGradient";

    /// <summary><c>(dy, y) -> dx</c> = dy * y * (1 - y).</summary>
    public const string SigmoidGradient = "SigmoidGradient";

    /// <summary><c>(dy, x) -> dx</c> = alpha * dy where 0 &lt; alpha * x + beta &lt; 1, else 0, with <c>{alpha = 0.2, beta = 0.5}</c>.</summary>
    public const string HardSigmoidGradient = "HardSigmoidGradient";

    /// <summary><c>(dy, x) -> dx</c> = 0 up to x = -3, dy from x = 3 on, dy * (2 x + 3) / 6 between.</summary>
    public const string HardSwishGradient = "HardSwishGradient";

    /// <summary><c>(dy, y) -> dx</c> = y * (dy - sum of dy * y along the axis), with <c>{axis = -1}</c>.</summary>
    public const string SoftmaxGradient = "SoftmaxGradient";

    /// <summary><c>(dy, x, y) -> dx</c> with LRN's attributes <c>{size, alpha = 1e-4, beta = 0.75, bias = 1}</c>.</summary>
    public const string LocalResponseNormalizationGradient = "LRNGradient";

    /// <summary>
    /// <c>(dy, x, y) -> dx</c> with MaxPool's attributes. All of a window's gradient goes to its first largest element in row-major order.
    /// </summary>
    public const string MaxPoolGradient = "MaxPoolGradient";

    /// <summary><c>(dy) -> dx</c> with AveragePool's attributes and <c>input_shape = [H, W]</c>.</summary>
    public const string AveragePoolGradient = "AveragePoolGradient";

    /// <summary><c>(dy [N, C, 1, 1]) -> dx</c> with <c>input_shape = [H, W]</c>.</summary>
    public const string GlobalAveragePoolGradient = "GlobalAveragePoolGradient";

    /// <summary>
    /// <c>(x) -> y, mask</c>: y = x * mask, where an element of the mask is 0 with probability <c>ratio</c>, else 1 / (1 - ratio).
    /// <c>{ratio, index}</c>; index numbers the nodes of a graph from 0, so that a mask is a function of seed, step, index and element.
    /// </summary>
    public const string DropoutTraining = "DropoutTraining";
}
