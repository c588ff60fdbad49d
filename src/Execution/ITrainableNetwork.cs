using MLPipeline.Kernels.Threading;

namespace MLPipeline.Execution;

/// <summary>A network that computes its loss and gradients for a batch, and its probabilities without training. Not safe for concurrent use.</summary>
public interface ITrainableNetwork : IDisposable
{
    /// <summary>Images in a batch.</summary>
    int BatchSize { get; }

    /// <summary>Number of classes.</summary>
    int Classes { get; }

    /// <summary>Floats of one image: height x width x channels.</summary>
    int ImageLength { get; }

    /// <summary>The parameters and their gradients.</summary>
    ParameterMemory Parameters { get; }

    /// <summary>The threads that compute.</summary>
    WorkTeam Team { get; }

    /// <summary>Bytes that were planned: activations, gradients, parameters, scratch memory.</summary>
    long PlannedBytes { get; }

    /// <summary>The batch's images, <c>[N, H, W, C]</c>, normalised; written before a step.</summary>
    Span<float> Images { get; }

    /// <summary>The batch's target rows, <c>[N, K]</c>: a row of class shares times 1 / N for the mean loss; a row of zeros counts nothing.</summary>
    Span<float> Targets { get; }

    /// <summary>The classes' probabilities after a step, <c>[N, K]</c>.</summary>
    ReadOnlySpan<float> Probabilities { get; }

    /// <summary>One training step without the optimiser: the loss, the gradients (overwritten), the running statistics (moved along).</summary>
    /// <param name="randomSeed">What dropout masks are drawn from; the same seed gives the same masks.</param>
    /// <returns>The loss: the sum over rows of target x -log probability.</returns>
    float Step(ulong randomSeed);

    /// <summary>The probabilities of the images with running statistics and without dropout. Gradients are left alone.</summary>
    /// <returns>The loss against <see cref="Targets"/>.</returns>
    float Evaluate();
}
