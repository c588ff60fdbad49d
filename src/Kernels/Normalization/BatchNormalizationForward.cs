using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>
/// Batch normalisation with the batch's own statistics, then optionally a residual is added and results below zero become zero:
/// y = act(scale * (x - mean) / sqrt(variance + epsilon) + bias + residual), Ioffe and Szegedy, 2015. Mean and variance are per channel over N, H and W.
/// </summary>
public abstract unsafe class BatchNormalizationForward
{
    /// <summary>x, in blocks of channels.</summary>
    public float* Input { get; set; }

    /// <summary>Added before the activation; null: nothing.</summary>
    public float* Residual { get; set; }

    /// <summary>y; may be x.</summary>
    public float* Output { get; set; }

    /// <summary>scale, one float per channel, filled up to whole blocks, as all that follow.</summary>
    public float* Scale { get; set; }

    /// <summary>bias.</summary>
    public float* Bias { get; set; }

    /// <summary>Set to the batch's mean.</summary>
    public float* SavedMean { get; set; }

    /// <summary>Set to 1 / sqrt(variance + epsilon); 0 where a block is filled up.</summary>
    public float* SavedInverseDeviation { get; set; }

    /// <summary>Moved towards the batch's mean.</summary>
    public float* RunningMean { get; set; }

    /// <summary>Moved towards the batch's unbiased variance.</summary>
    public float* RunningVariance { get; set; }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>What is kept of the running statistics: next = momentum * running + (1 - momentum) * batch.</summary>
    public float Momentum { get; set; } = 0.9f;

    /// <summary>Whether results below zero become zero.</summary>
    public bool Relu { get; set; }

    /// <summary>Computes y and moves the running statistics.</summary>
    public abstract void Run(WorkTeam team);
}
