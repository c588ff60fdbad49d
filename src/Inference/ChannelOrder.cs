namespace MLPipeline.Inference;

/// <summary>The order of the colour planes that a network expects.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red (networks that came from Caffe).</summary>
    Bgr,
}
