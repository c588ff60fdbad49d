using System.Text.Json.Serialization;
using MLPipeline.Imaging.Resampling;

namespace MLPipeline.Imaging;

/// <summary>How a picture of any shape becomes a picture of a network's input size.</summary>
public enum ResizeMode
{
    /// <summary>Both sides are scaled to the target; the aspect ratio is lost.</summary>
    Squash,

    /// <summary>The short side is scaled to <see cref="ResizeRule.ShortSide"/>, then the centre is cut out; the aspect ratio is kept, edges are lost.</summary>
    CenterCrop,

    /// <summary>The picture is scaled to fit inside the target and centred; the rest is filled with <see cref="ResizeRule.PadColour"/>.</summary>
    Pad,
}

/// <summary>
/// The geometry of preprocessing: part of a model's input contract, so immutable and always valid. Filtering is the same in every mode:
/// bilinear with antialiasing (the triangle filter widens with the scale), as Pillow and torchvision do it.
/// </summary>
public sealed record ResizeRule
{
    private const int LargestSide = 32768;

    /// <summary>Makes a rule from its parts; the factory methods are easier to read.</summary>
    /// <param name="mode">How the aspect ratio is treated.</param>
    /// <param name="width">Width of the result in pixels, 1..32768.</param>
    /// <param name="height">Height of the result in pixels, 1..32768.</param>
    /// <param name="shortSide">Only for <see cref="ResizeMode.CenterCrop"/>: at least the larger of width and height. Zero in the other modes.</param>
    /// <param name="padColour">Only used by <see cref="ResizeMode.Pad"/>; black by default.</param>
    /// <exception cref="ArgumentException">A value is out of its range; the message lists every fault.</exception>
    [JsonConstructor]
    public ResizeRule(ResizeMode mode, int width, int height, int shortSide = 0, Rgb padColour = default)
    {
        Validate(mode, width, height, shortSide);
        Mode = mode;
        Width = width;
        Height = height;
        ShortSide = shortSide;
        PadColour = padColour;
    }

    /// <summary>How the aspect ratio is treated.</summary>
    public ResizeMode Mode { get; }

    /// <summary>Width of the result in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the result in pixels.</summary>
    public int Height { get; }

    /// <summary><see cref="ResizeMode.CenterCrop"/>: length in pixels of the short side after scaling, before cropping. Zero in the other modes.</summary>
    public int ShortSide { get; }

    /// <summary><see cref="ResizeMode.Pad"/>: the colour around the picture. Black unless set.</summary>
    public Rgb PadColour { get; init; }

    /// <summary>Scales both sides to the target.</summary>
    /// <inheritdoc cref="ResizeRule(ResizeMode, int, int, int, Rgb)" path="/param|/exception"/>
    public static ResizeRule Squash(int width, int height) => new(ResizeMode.Squash, width, height);

    /// <summary>Scales the short side to <paramref name="shortSide"/>, the long side in proportion (rounded down, as torchvision does), and cuts out the centre.</summary>
    /// <inheritdoc cref="ResizeRule(ResizeMode, int, int, int, Rgb)" path="/param|/exception"/>
    public static ResizeRule CenterCrop(int shortSide, int width, int height) => new(ResizeMode.CenterCrop, width, height, shortSide);

    /// <summary>Scales to fit and fills the rest with black, or with the colour of <c>with { PadColour = ... }</c>.</summary>
    /// <inheritdoc cref="ResizeRule(ResizeMode, int, int, int, Rgb)" path="/param|/exception"/>
    public static ResizeRule Pad(int width, int height) => new(ResizeMode.Pad, width, height);

    /// <summary>
    /// Where a part of the result lies in the picture it was made from: undoes squashing, cropping and padding. Null where nothing of
    /// the picture is in it, only padding.
    /// </summary>
    /// <param name="left">Left edge of the part, in pixels of the result; may lie between two.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="right">Right edge, beyond <paramref name="left"/>.</param>
    /// <param name="bottom">Lower edge, beyond <paramref name="top"/>.</param>
    /// <param name="sourceWidth">Width in pixels of the upright picture, at least 1.</param>
    /// <param name="sourceHeight">Its height, at least 1.</param>
    /// <returns>At least one pixel, with edges at the nearest whole pixels, never beyond the picture.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or an edge is not beyond its opposite.</exception>
    public PixelBox? ToSource(double left, double top, double right, double bottom, int sourceWidth, int sourceHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(right, left);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bottom, top);
        return Placement.Of(this, sourceWidth, sourceHeight).ToSource(left, top, right, bottom);
    }

    private static void Validate(ResizeMode mode, int width, int height, int shortSide)
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(mode))
            faults.Add($"Mode is {(int)mode}; it must be one of {string.Join(", ", Enum.GetNames<ResizeMode>())}.");
        if (width is < 1 or > LargestSide)
            faults.Add($"Width is {width}; it must be between 1 and {LargestSide}.");
        if (height is < 1 or > LargestSide)
            faults.Add($"Height is {height}; it must be between 1 and {LargestSide}.");
        if (mode == ResizeMode.CenterCrop && (shortSide < Math.Max(width, height) || shortSide > LargestSide))
            faults.Add($"ShortSide is {shortSide}; it must be between the larger of width and height ({Math.Max(width, height)}) and {LargestSide}.");
        if (mode != ResizeMode.CenterCrop && shortSide != 0)
            faults.Add($"ShortSide is {shortSide}; it must be 0 unless Mode is {ResizeMode.CenterCrop}.");
        if (faults.Count > 0)
            throw new ArgumentException("The resize rule is not valid. " + string.Join(" ", faults));
    }
}
