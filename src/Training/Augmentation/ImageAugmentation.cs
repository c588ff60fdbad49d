namespace MLPipeline.Training;

/// <summary>What happens to training images before the network sees them: transforms in their order, then mixtures of whole batches.</summary>
public sealed record ImageAugmentation
{
    /// <value>The transforms of each image, in order. Default none.</value>
    public IReadOnlyList<ImageTransform> Transforms { get; init; } = [];

    /// <value>Mixtures of a batch; with several, each batch takes one of them, evenly. Default none.</value>
    public IReadOnlyList<BatchMix> Mixes { get; init; } = [];

    /// <value>Nothing but normalisation: for validation and test.</value>
    public static ImageAugmentation None { get; } = new();

    /// <summary>
    /// Reads <c>ITEM,ITEM,…</c>, where an item is <c>NAME[:VALUE]…</c> or a preset; the items are <see cref="AugmentationSyntax.Items"/>, the presets
    /// <see cref="AugmentationSyntax.Presets"/>. Values left out at the end have their defaults. The order is that of the transforms.
    /// </summary>
    /// <param name="text">E.g. <c>pad-crop:4,flip</c>, or <c>cifar,erase:0.25,mixup:0.2</c>.</param>
    /// <exception cref="ArgumentException">The text cannot be understood or a value is out of range; the message lists every fault.</exception>
    public static ImageAugmentation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var faults = new List<string>();
        var parts = AugmentationSyntax.Read(text, faults).ToList();
        var augmentation = new ImageAugmentation { Transforms = [.. parts.OfType<ImageTransform>()], Mixes = [.. parts.OfType<BatchMix>()] };
        faults.AddRange(augmentation.Faults());
        return faults.Count == 0
            ? augmentation
            : throw new ArgumentException($"The augmentation '{text}' is not usable: {string.Join(" ", faults)}", nameof(text));
    }

    /// <summary>Every fault of the values, one sentence each; empty when they are usable.</summary>
    public IEnumerable<string> Faults() => Transforms.SelectMany(transform => transform.Faults()).Concat(Mixes.SelectMany(mix => mix.Faults()));

    /// <summary>The text that <see cref="Parse"/> reads as this augmentation, with every value.</summary>
    public override string ToString() => Transforms.Count + Mixes.Count == 0 ? "none" : string.Join(',', [.. Transforms, .. Mixes.Cast<object>()]);
}
