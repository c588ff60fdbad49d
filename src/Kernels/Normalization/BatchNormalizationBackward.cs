using MLPipeline.Kernels.Threading;

namespace MLPipeline.Kernels.Normalization;

/// <summary>
/// The gradients of <see cref="BatchNormalizationForward"/>. With g = dy where the activation let it through, and x^ the normalised input:
/// dbias = sum of g, dscale = sum of g x^, dx = scale / deviation * (g - dbias / n - x^ dscale / n), dresidual = g.
/// </summary>
public abstract unsafe class BatchNormalizationBackward
{
    /// <summary>dy.</summary>
    public float* OutputGradient { get; set; }

    /// <summary>x.</summary>
    public float* Input { get; set; }

    /// <summary>y, where results below zero became zero; else null.</summary>
    public float* Output { get; set; }

    /// <summary>scale.</summary>
    public float* Scale { get; set; }

    /// <summary>The batch's mean, from the forward pass.</summary>
    public float* SavedMean { get; set; }

    /// <summary>1 / deviation, from the forward pass.</summary>
    public float* SavedInverseDeviation { get; set; }

    /// <summary>dx; may be dy where there is no residual.</summary>
    public float* InputGradient { get; set; }

    /// <summary>dscale.</summary>
    public float* ScaleGradient { get; set; }

    /// <summary>dbias.</summary>
    public float* BiasGradient { get; set; }

    /// <summary>dresidual; may be dy. Null: there is no residual.</summary>
    public float* ResidualGradient { get; set; }

    /// <summary>Computes the gradients.</summary>
    public abstract void Run(WorkTeam team);
}
