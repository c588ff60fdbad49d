namespace MLPipeline.Training;

/// <summary>How two images become one.</summary>
/// <param name="Share">What the target keeps of the image's own class; the rest is the partner's.</param>
/// <param name="Window">The part that comes from the partner; null blends the whole images by <paramref name="Share"/>.</param>
internal readonly record struct Mixture(double Share, PixelWindow? Window);
