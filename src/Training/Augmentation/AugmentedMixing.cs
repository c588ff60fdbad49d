namespace MLPipeline.Training;

/// <summary>The mixtures of an augmentation, batch by batch.</summary>
internal sealed class AugmentedMixing(ImageAugmentation augmentation, int height, int width, int channels) : IBatchMixing
{
    private readonly BatchMixer _mixer = new(augmentation, seed: 0);

    public string Description => string.Join(',', augmentation.Mixes);

    /// <summary>The seed knows run, epoch and batch already; the mixer takes it in two halves.</summary>
    public void Mix(Span<float> images, Span<float> targets, ulong seed) =>
        _mixer.Apply(images, targets, images.Length / (height * width * channels), height, width, unchecked((int)seed), unchecked((int)(seed >> 32)));
}
