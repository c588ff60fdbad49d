namespace MLPipeline.Training;

/// <summary>Clipping by the global norm (R. Pascanu et al. 2012), with the constant that PyTorch's <c>clip_grad_norm_</c> has.</summary>
internal static class GradientClipping
{
    /// <summary>The factor that makes gradients of the norm no longer than <paramref name="largestNorm"/>; at most 1.</summary>
    public static double Factor(double norm, double largestNorm) => Math.Min(1, largestNorm / (norm + 1e-6));
}
