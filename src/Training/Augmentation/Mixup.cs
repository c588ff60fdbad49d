namespace MLPipeline.Training;

/// <summary>Blends whole images: <c>share · image + (1 - share) · partner</c> (Zhang et al. 2017).</summary>
public sealed record Mixup : BatchMix
{
    internal override string Name => "mixup";

    internal override Mixture Choose(int height, int width, ref KeyedRandom random) => new(random.NextBeta(Alpha), Window: null);
}
