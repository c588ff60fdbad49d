using MLPipeline.Imaging;
using MLPipeline.Inference;

namespace MLPipeline.Backbones;

/// <summary>Turns the user's options and the file's input into the contract of image preparation.</summary>
internal static class ImagePreparation
{
    private const int SmallestCutInput = 128;

    /// <summary>Every fault of the options goes to <paramref name="faults"/>; without an input there is no contract.</summary>
    public static InputContract? Decide(ImageInput? input, BackboneImportOptions options, List<string> faults)
    {
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
