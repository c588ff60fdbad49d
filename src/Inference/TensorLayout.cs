namespace MLPipeline.Inference;

/// <summary>The order of the dimensions of an image tensor.</summary>
public enum TensorLayout
{
    /// <summary><c>[N, 3, H, W]</c>: one plane per colour.</summary>
    Nchw,

    /// <summary><c>[N, H, W, 3]</c>: colours side by side.</summary>
    Nhwc,
}
