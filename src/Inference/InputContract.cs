using MLPipeline.Imaging;

namespace MLPipeline.Inference;

/// <summary>
/// Everything that has to be known to turn an image into a network's input. It travels inside the model file and is the only
/// thing that training and prediction trust: both prepare images by this record, with the same code.
/// </summary>
public sealed record InputContract
{
    /// <summary>How an image of any size becomes one of the network's size.</summary>
    public required ResizeRule Resize { get; init; }

    /// <summary>The order of the colour planes; default RGB.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>The order of the dimensions; default <c>[N, 3, H, W]</c>.</summary>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>What is done to the pixels; default nothing.</summary>
    public PixelNormalization Normalization { get; init; } = PixelNormalization.None;

    /// <summary>The shape of one image in the input tensor: <c>[3, H, W]</c> or <c>[H, W, 3]</c>.</summary>
    public IReadOnlyList<int> ItemShape() => Layout == TensorLayout.Nchw ? [3, Resize.Height, Resize.Width] : [Resize.Height, Resize.Width, 3];
}
