using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Quantization;

/// <summary>What is told on the way; nothing by default. Calls come one at a time.</summary>
public sealed record ModelQuantizerProgress
{
    /// <summary>A calibration image that cannot be read, and why.</summary>
    public Action<ImageSource, ImageException> Unread { get; init; } = (_, _) => { };

    /// <summary>Groups of tensors that have been measured, and all of them.</summary>
    public Action<int, int> Calibrated { get; init; } = (_, _) => { };

    /// <summary>Layers whose effect has been measured, and all of them.</summary>
    public Action<int, int> LayerMeasured { get; init; } = (_, _) => { };
}
