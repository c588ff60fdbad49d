using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>
/// What a network's file does not say, and the user may. What is left null is taken from the file or from <see cref="Preset"/>.
/// </summary>
public sealed record BackboneImportOptions
{
    /// <value>What the backbone is called: 1 to 64 letters, digits, '-', '_' and '.'.</value>
    public required string Name { get; init; }

    /// <value>
    /// The convention the network was trained with. Default <see cref="InputPreset.ImageNet"/>. Not looked at where the file is a model of this project's
    /// trainer, which says itself how its pixels are prepared.
    /// </value>
    public InputPreset Preset { get; init; } = InputPreset.ImageNet;

    /// <value>The value of a white pixel, in place of the preset's: 1 or 255.</value>
    public float? Range { get; init; }

    /// <value>Three numbers in red, green, blue order, in units of <see cref="Range"/>, in place of the preset's.</value>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <value>Three numbers in red, green, blue order, in units of <see cref="Range"/>, in place of the preset's.</value>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <value>The order of the planes, in place of the preset's.</value>
    public ChannelOrder? ChannelOrder { get; init; }

    /// <value>The order of dimensions, for files that leave the channels open. Default: where the file has a 3.</value>
    public TensorLayout? Layout { get; init; }

    /// <value>Height and width of the input in pixels, for files that leave them open.</value>
    public int? InputSize { get; init; }

    /// <value>
    /// How images get the input's size. Default: the centre of an image whose short side is 8/7 of the input's larger side (256 for 224),
    /// as ImageNet's networks are measured; for inputs below 128 pixels squashing, because there a cut loses too much.
    /// </value>
    public ResizeMode? ResizeMode { get; init; }

    /// <value>The short side before the centre is cut out, in pixels, in place of 8/7 of the input's size.</value>
    public int? ShortSide { get; init; }

    /// <value>The tensor to take features from, in place of the one that is found.</value>
    public string? FeatureTensor { get; init; }

    /// <value>Where the network comes from. Default: what the file's metadata says under <c>source</c>.</value>
    public string? Source { get; init; }

    /// <value>Its licence. Default: what the file's metadata says under <c>license</c>.</value>
    public string? Licence { get; init; }
}
