using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Turns the user's options and the file's input into the contract of image preparation.</summary>
internal static class ImagePreparation
{
    private const int SmallestCutInput = 128;

    /// <summary>Every fault of the options goes to <paramref name="faults"/>; without an input there is no contract.</summary>
    /// <param name="input">What the file declares.</param>
    /// <param name="known">What the file says itself of the preparation; null for nothing.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static InputContract? Decide(ImageInput? input, InputContract? known, BackboneImportOptions options, List<string> faults)
    {
        if (known is not null) return DecideSize(input, known, options, faults);
        var preset = options.Preset.Normalization;
        var normalization = new PixelNormalization
        {
            Range = options.Range ?? preset.Range,
            Mean = options.Mean ?? preset.Mean,
            Deviation = options.Deviation ?? preset.Deviation,
        };
        faults.AddRange(normalization.Faults());
        return input is null || ResizeOf(input, options, faults) is not { } resize
            ? null
            : new InputContract
            {
                Resize = resize,
                ChannelOrder = options.ChannelOrder ?? options.Preset.ChannelOrder,
                Layout = input.Layout,
                Normalization = normalization,
            };
    }

    /// <summary>The size's rule alone is open: another one may suit other images.</summary>
    private static InputContract? DecideSize(ImageInput? input, InputContract known, BackboneImportOptions options, List<string> faults)
    {
        if (options.Range is not null || options.Mean is not null || options.Deviation is not null || options.ChannelOrder is not null)
        {
            faults.Add("The file was written by this program's train and says itself how its pixels are prepared; leave out range, mean, deviation and the channels' order.");
        }

        if (options.ResizeMode is null && options.ShortSide is null) return known;
        return input is not null && ResizeOf(input, options, faults) is { } resize ? known with { Resize = resize } : null;
    }

    private static ResizeRule? ResizeOf(ImageInput input, BackboneImportOptions options, List<string> faults)
    {
        var larger = Math.Max(input.Width, input.Height);
        var isCut = options.ShortSide is not null || larger >= SmallestCutInput;
        var mode = options.ResizeMode ?? (isCut ? ResizeMode.CenterCrop : ResizeMode.Squash);
        try
        {
            return new ResizeRule(
                mode, input.Width, input.Height, options.ShortSide ?? (mode == ResizeMode.CenterCrop ? larger * 8 / 7 : 0));
        }
        catch (ArgumentException error)
        {
            faults.Add(error.Message);
            return null;
        }
    }
}
