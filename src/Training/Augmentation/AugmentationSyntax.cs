namespace MLPipeline.Training;

/// <summary>The grammar of <c>--augment</c>, a table: a new transform is a new row.</summary>
public static class AugmentationSyntax
{
    /// <value>All items.</value>
    public static IReadOnlyList<AugmentationItem> Items { get; } =
    [
        new(
            "pad-crop[:PIXELS[:reflect]]",
            "pad each side (4; black, or mirrored) and crop at random to the old size",
            values => new PadCrop { Padding = values.Integer(0, 4), Reflect = values.Word(1, "reflect") }),
        new(
            "resized-crop[:MIN[:MAX[:MINRATIO[:MAXRATIO]]]]",
            "crop a random part of the area (0.08 to 1) and shape (3/4 to 4/3), scale it to the input",
            values => new RandomResizedCrop
            {
                MinimumScale = values.Number(0, 0.08),
                MaximumScale = values.Number(1, 1),
                MinimumRatio = values.Number(2, 3.0 / 4),
                MaximumRatio = values.Number(3, 4.0 / 3),
            }),
        new(
            "flip[:PROBABILITY]",
            "mirror left to right (0.5)",
            values => new HorizontalFlip { Probability = values.Number(0, 0.5) }),
        new(
            "vflip[:PROBABILITY]",
            "mirror top to bottom (0.5)",
            values => new VerticalFlip { Probability = values.Number(0, 0.5) }),
        new(
            "rotate[:DEGREES]",
            "turn by up to so much to either side (10)",
            values => new Rotation { Degrees = values.Number(0, 10) }),
        new(
            "color[:BRIGHTNESS[:CONTRAST[:SATURATION[:HUE]]]]",
            "change colours; one value counts for the first three (0.2), hue is a quarter of it",
            values =>
            {
                var strength = values.Number(0, 0.2);
                return new ColorJitter
                {
                    Brightness = strength,
                    Contrast = values.Number(1, strength),
                    Saturation = values.Number(2, strength),
                    Hue = values.Number(3, Math.Min(strength / 4, 0.5)),
                };
            }),
        new(
            "blur[:MIN[:MAX[:PROBABILITY]]]",
            "Gaussian of a random deviation in pixels (0.1 to 2), at times (0.5)",
            values =>
            {
                var minimum = values.Number(0, 0.1);
                return new GaussianBlur
                {
                    MinimumDeviation = minimum,
                    MaximumDeviation = values.Number(1, Math.Max(minimum, 2)),
                    Probability = values.Number(2, 0.5),
                };
            }),
        new(
            "erase[:PROBABILITY[:MIN[:MAX[:RATIO]]]]",
            "at times (0.5) paint a part of the area (0.02 to 1/3) and shape (0.3 to its inverse) in the mean colour",
            values => new RandomErasing
            {
                Probability = values.Number(0, 0.5),
                MinimumScale = values.Number(1, 0.02),
                MaximumScale = values.Number(2, 1.0 / 3),
                MinimumRatio = values.Number(3, 0.3),
            }),
        new(
            "mixup[:ALPHA]",
            "blend pairs of images and their targets, shares from Beta(alpha, alpha) (1)",
            values => new Mixup { Alpha = values.Number(0, 1) }),
        new(
            "cutmix[:ALPHA]",
            "put a rectangle of one image into another, shares from Beta(alpha, alpha) (1)",
            values => new CutMix { Alpha = values.Number(0, 1) }),
    ];

    /// <value>Names for usual combinations and what they stand for; <c>none</c> stands for nothing.</value>
    public static IReadOnlyDictionary<string, string> Presets { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["none"] = "",
        ["cifar"] = "pad-crop:4,flip",
        ["photo"] = "resized-crop:0.35,flip,color:0.1",
        ["satellite"] = "flip,vflip,rotate:35,blur:0.1:2:0.5",
    };

    /// <summary>The transforms and mixtures of a text; what cannot be understood goes to <paramref name="faults"/>.</summary>
    internal static IEnumerable<object> Read(string text, ICollection<string> faults) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .SelectMany(item => Presets.TryGetValue(item, out var preset) ? Read(preset, faults) : ReadItem(item, faults));

    private static IEnumerable<object> ReadItem(string text, ICollection<string> faults)
    {
        var parts = text.Split(':');
        if (Items.FirstOrDefault(item => item.Name == parts[0]) is not { } item)
        {
            faults.Add($"There is no '{parts[0]}'; valid are {string.Join(", ", Items.Select(known => known.Name))} and the presets {string.Join(", ", Presets.Keys)}.");
            return [];
        }

        if (parts.Length - 1 > item.MostValues)
        {
            faults.Add($"'{text}' has too many values; it is {item.Syntax}.");
            return [];
        }

        return [item.Create(new AugmentationValues(text, parts[1..], faults))];
    }
}
