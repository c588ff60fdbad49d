using MLPipeline.Imaging;

namespace MLPipeline.Training;

/// <summary>How image files become pixels of one size.</summary>
public sealed record ImageFileOptions
{
    /// <summary>The geometry. For training with random crops somewhat larger than the network's input.</summary>
    public required ResizeRule Resize { get; init; }

    /// <summary>Limits on what is decoded; default <see cref="DecodeOptions.Default"/>.</summary>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>Memory for decoded pixels in bytes, 0 or more; images beyond it are decoded each time. Default 1 GiB.</summary>
    public long KeptBytes { get; init; } = 1L << 30;
}
